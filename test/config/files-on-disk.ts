import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { type AwsFiles, loadProfiles } from "../../src/config/profiles.ts"

/** What stands in the two AWS files of a home folder that lives as long as one call. */
export interface Written {
  readonly config?: string | Uint8Array
  readonly credentials?: string | Uint8Array
}

/** Calls back with a fresh home folder, and removes it. */
export function withHome<T>(files: Written, use: (home: string) => T): T {
  const home = mkdtempSync(join(tmpdir(), "guise-config-"))
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(home, ".aws", name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
    }
    return use(home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** The AWS files with these contents, as loaded from a home folder that is gone again. */
export function loaded(files: Written): AwsFiles {
  return withHome(files, home => loadProfiles({ HOME: home }))
}
