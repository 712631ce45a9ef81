import { expect, test } from "bun:test"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { binary, device, type Home, run, runCommand, secrets, stage } from "./harness.ts"

const { newHome } = await stage()

const passphrase = "correct horse battery staple"
/** What must be found nowhere but in the store itself. */
const canaries = [secrets.key, secrets.seed, passphrase]

/** Everything that touches a store, at its most talkative. */
const commands: readonly (readonly string[])[] = [
  ["store", "status", "-v"],
  ["keys", "list", "-v"],
  ["mfa", "list", "-v", "--json"],
  ["mfa", "code", device, "-v"],
  ["explain", "admin", "-v"],
  ["whoami", "admin", "-v"],
  ["status", "-v"],
  ["doctor", "-v", "--json"],
  ["exec", "readonly", "-v", "--", "true"],
  ["keys", "move", "alice", "--to", "credentials", "--dry-run", "-v"],
  ["keys", "rotate", "alice", "--dry-run", "-v"],
  ["store", "lock", "-v"],
]

function holding(folder: string, besides: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.startsWith(besides))
    .filter(path => canaries.some(canary => formsOf(canary).some(form => readFileSync(path, "latin1").includes(form))))
}

/** As it is, and as one step undoes it. */
function formsOf(canary: string): readonly string[] {
  return [canary, Buffer.from(canary).toString("hex"), Buffer.from(canary).toString("base64").slice(0, -4)]
}

async function settle(home: Home, store: string, env: Readonly<Record<string, string>>): Promise<void> {
  const moved = await run(binary, home, ["keys", "move", "--all", "--to", store, "-v"], { env })
  const added = await run(binary, home, ["mfa", "add", device, "--store", store, "-v"], { env, stdin: secrets.seed })
  expect([moved.status, added.status]).toEqual([0, 0])
  for (const { stdout, stderr } of [moved, added])
    for (const canary of canaries) expect(stdout + stderr).not.toContain(canary)
}

test.each(["plain", "file"])(
  "secrets in the %s store are there and nowhere else",
  async store => {
    const runtime = mkdtempSync("/dev/shm/guise-canary-")
    try {
      const home = newHome()
      const env = { GUISE_PASSPHRASE: passphrase, XDG_RUNTIME_DIR: runtime }
      await settle(home, store, env)
      for (const words of commands) {
        const trace = join(home.folder, "trace")
        const strace = ["strace", "-f", "-qq", "-s", "100000", "-e", "trace=execve,execveat", "-o", trace]
        const { stdout, stderr } = await runCommand([...strace, ...binary.argv, ...words], home, { env })
        const started = readFileSync(trace, "latin1").replaceAll(/(?<=execve\("[^"]*", \[[^\]]*\]), .*/g, "")
        for (const canary of canaries)
          expect([words, (stdout + stderr + started).includes(canary)]).toEqual([words, false])
        rmSync(trace)
      }
      const itself = `${home.env.XDG_DATA_HOME}/guise/${store}-store/`
      // The file store's own files are sealed; those of the plain store are what they are.
      expect(holding(home.folder, store === "plain" ? itself : "/none")).toEqual([])
      expect(holding(runtime, "/none")).toEqual([])
      const found = readdirSync(itself, { recursive: true }).join()
      for (const name of ["alice", "bob", "mfa"]) expect(found).not.toContain(name)
    } finally {
      rmSync(runtime, { recursive: true, force: true })
    }
  },
  120_000,
)
