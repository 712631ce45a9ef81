import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"

/**
 * Runs `make` in a new folder on the destination's own file system, and removes it however `make` ends. What is made is
 * moved into place by rename, so that whoever runs it meanwhile, or builds twice at once, never meets half a file.
 */
export async function beside(to: string, make: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(to), { recursive: true })
  const folder = mkdtempSync(join(dirname(to), ".build-"))
  try {
    await make(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * AWS's SDK comes as ES modules and as CommonJS, and says `node` before `import`: by this word it is bundled as modules,
 * of which what nobody uses is left out. That halves the time it takes to load.
 */
export const esModules = ["--conditions=module"] as const

/**
 * `bun build` in a folder: it leaves its `*.bun-build` file in the current one when it is stopped. Error: what it said.
 */
export function bunBuild(folder: string, args: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["build", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
    const said: Buffer[] = []
    child.stdout.on("data", (bytes: Buffer) => said.push(bytes))
    child.stderr.on("data", (bytes: Buffer) => said.push(bytes))
    child.on("error", fail)
    child.on("close", status => {
      if (status === 0) done()
      else fail(new Error(`bun build ${args.join(" ")}: status ${status}\n${Buffer.concat(said).toString()}`))
    })
  })
}
