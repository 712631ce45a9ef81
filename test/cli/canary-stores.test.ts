import { expect, test } from "bun:test"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { passPlace } from "../store/pass-place.ts"
import { openSecretService } from "../store/secret-service.ts"
import { binary, device, filesIn, type Home, run, runCommand, secrets, stage } from "./harness.ts"

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
  return filesIn(folder)
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

/** What a store wants around it: its variables, where its files lie, and its end. */
interface Place {
  readonly env: Readonly<Record<string, string>>
  readonly files: string
  end(): Promise<void>
}

const places: Readonly<Record<string, (home: Home) => Promise<Place>>> = {
  plain: async home => ({ env: {}, files: `${home.env.XDG_DATA_HOME}/guise/plain-store/`, end: async () => {} }),
  file: async home => ({
    env: { GUISE_PASSPHRASE: passphrase },
    files: `${home.env.XDG_DATA_HOME}/guise/file-store/`,
    end: async () => {},
  }),
  async keyring() {
    const { env, folder, end } = await openSecretService()
    return { env: { DBUS_SESSION_BUS_ADDRESS: env.DBUS_SESSION_BUS_ADDRESS ?? "" }, files: folder, end }
  },
  async pass() {
    const { env, store, end } = await passPlace()
    const { GNUPGHOME = "", PASSWORD_STORE_DIR = "" } = env
    return { env: { GNUPGHOME, PASSWORD_STORE_DIR }, files: store, end }
  },
}

test.each(Object.entries(places))(
  "secrets in the %s store are there and nowhere else",
  async (store, open) => {
    const runtime = mkdtempSync("/dev/shm/guise-canary-")
    const home = newHome()
    const place = await open(home)
    try {
      const env = { ...place.env, XDG_RUNTIME_DIR: runtime }
      await settle(home, store, env)
      for (const words of commands) {
        const trace = join(home.folder, "trace")
        const strace = ["strace", "-f", "-qq", "-s", "100000", "-e", "trace=execve,execveat", "-o", trace]
        const { stdout, stderr } = await runCommand([...strace, ...binary.argv, ...words], home, { env })
        const seen = stdout + stderr + readFileSync(trace, "latin1")
        for (const canary of canaries) expect([words, seen.includes(canary)]).toEqual([words, false])
        rmSync(trace)
      }
      // Those of the plain store are what they are; the files of every other are sealed.
      expect(holding(home.folder, store === "plain" ? place.files : "/none")).toEqual([])
      if (store !== "plain") expect(holding(place.files, "/none")).toEqual([])
      expect(holding(runtime, "/none")).toEqual([])
      const names = readdirSync(place.files, { recursive: true }).join()
      for (const name of ["alice", "bob", "mfa"]) expect(names).not.toContain(name)
    } finally {
      await place.end()
      rmSync(runtime, { recursive: true, force: true })
    }
  },
  120_000,
)
