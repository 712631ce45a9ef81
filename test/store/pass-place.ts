import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A password store of its own with a real GPG key, which has that passphrase; `init: false` leaves `pass init` out. */
export interface PassPlace {
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  readonly store: string
  /** Runs a command there; its stdout. Throws when it fails. */
  run(words: readonly string[], stdin?: string): Promise<string>
  end(): Promise<void>
}

export async function passPlace({ passphrase = "", init = true } = {}): Promise<PassPlace> {
  // gpg-agent's socket wants a short path, and a folder that is the owner's alone.
  const folder = mkdtempSync(join(tmpdir(), "p-"))
  const gnupg = mkdtempSync(join(tmpdir(), "g-"))
  for (const each of [folder, gnupg]) chmodSync(each, 0o700)
  const store = join(folder, "store")
  const env = { PATH: process.env.PATH ?? "", HOME: folder, GNUPGHOME: gnupg, PASSWORD_STORE_DIR: store }
  const run = async (words: readonly string[], stdin = "") => {
    const child = Bun.spawn([...words], { env, stdin: new TextEncoder().encode(stdin), stdout: "pipe", stderr: "pipe" })
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()])
    if ((await child.exited) !== 0) throw new Error(`${words.join(" ")}: ${stderr}`)
    return stdout
  }
  const place = {
    env,
    folder,
    store,
    run,
    async end() {
      await run(["gpgconf", "--kill", "all"])
      for (const each of [folder, gnupg]) rmSync(each, { recursive: true, force: true })
    },
  }
  // Of curve 25519, `future-default`: two RSA keys would take a second to find.
  const generate = ["--quick-generate-key", "alice@example.com", "future-default", "default", "never"]
  await run(["gpg", "--batch", "--quiet", "--pinentry-mode=loopback", "--passphrase", passphrase, ...generate])
  if (init) await run(["pass", "init", "alice@example.com"])
  return place
}
