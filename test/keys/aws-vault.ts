import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { withLock } from "../../src/sys/lock.ts"

/** Pinned so that a run tells about guise and not about somebody's release of this morning. */
const version = "v7.2.0"

const binary = resolve(import.meta.dirname, `../../node_modules/.cache/aws-vault-${version}/aws-vault`)

/**
 * The `aws-vault` of its makers, built under node_modules/.cache by whoever asks first; that takes a minute, so call it
 * in a `beforeAll` with `makingTakes` as its limit. Throws with Go's words when it cannot be built.
 */
export async function realAwsVault(): Promise<string> {
  mkdirSync(dirname(dirname(binary)), { recursive: true })
  return withLock(`${dirname(binary)}.lock`, {}, () => {
    if (!existsSync(binary)) build()
    return binary
  })
}

/** Milliseconds. */
export const makingTakes = 300_000

const module = "github.com/99designs/aws-vault/v7"

/** In its own folder, by its own list of dependencies: `go install` would ask the proxy which versions there are. */
function build(): void {
  const folder = mkdtempSync(join(tmpdir(), "guise-aws-vault-"))
  const modules = join(folder, "modules")
  const run = (words: readonly string[], cwd = folder) => {
    const env = { ...process.env, GOPATH: folder, GOMODCACHE: modules, GOFLAGS: "-modcacherw", CGO_ENABLED: "0" }
    const ran = spawnSync("go", words, { encoding: "utf8", env, cwd })
    if (ran.status !== 0) throw new Error(`no aws-vault to test against: ${ran.error ?? ran.stderr}`)
  }
  try {
    run(["mod", "download", `${module}@${version}`])
    mkdirSync(dirname(binary), { recursive: true })
    // Built beside it first: what is at that path is whole.
    run(["build", "-o", `${binary}.new`, "."], join(modules, `${module}@${version}`))
    renameSync(`${binary}.new`, binary)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
