import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { withLock } from "../../src/sys/lock.ts"

/** Pinned so that a run tells about guise and not about somebody's release of this morning. */
const version = "v1.2.1"

const binary = resolve(import.meta.dirname, `../../node_modules/.cache/age-${version}/age`)

/**
 * The `age` of its makers, built under node_modules/.cache by whoever asks first; that takes a minute, so call it in a
 * `beforeAll` with `makingTakes` as its limit. Throws with Go's words when it cannot be built.
 */
export async function realAge(): Promise<string> {
  mkdirSync(dirname(dirname(binary)), { recursive: true })
  return withLock(`${dirname(binary)}.lock`, {}, () => {
    if (!existsSync(binary)) build()
    return binary
  })
}

/** Milliseconds. */
export const makingTakes = 300_000

function build(): void {
  const folder = mkdtempSync(join(tmpdir(), "guise-age-"))
  try {
    const env = { ...process.env, GOPATH: folder, GOBIN: join(folder, "bin"), GOFLAGS: "-modcacherw" }
    const built = spawnSync("go", ["install", `filippo.io/age/cmd/age@${version}`], { encoding: "utf8", env })
    if (built.status !== 0) throw new Error(`no age to test against: ${built.error ?? built.stderr}`)
    mkdirSync(dirname(binary), { recursive: true })
    // Copied beside it first: what is at that path is whole.
    spawnSync("cp", [join(folder, "bin/age"), `${binary}.new`])
    renameSync(`${binary}.new`, binary)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const atTerminal = resolve(import.meta.dirname, "../interop/at_terminal.py")

/** Runs age at a terminal of its own, where it asks for passphrases; `answers` are [prompt, answer] in order. */
export async function ageAtTerminal(words: readonly string[], answers: readonly (readonly [string, string])[]) {
  const ran = Bun.spawn(["python3", atTerminal, await realAge(), ...words], {
    stdin: new TextEncoder().encode(JSON.stringify(answers)),
    stdout: "pipe",
    stderr: "inherit",
  })
  return JSON.parse(await ran.stdout.text()) as { readonly shown: string; readonly status: number }
}
