import { expect } from "bun:test"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { binary, type Home, type Ran, type RunOptions, run, runCommand } from "../cli/harness.ts"
import { realAwsVault } from "./aws-vault.ts"

export const alice = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
export const bob = { id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }
export const passphrase = "correct horse battery staple"

type Pair = typeof alice

/** Runs guise in a home, and sees that no secret of anybody's comes out. */
export async function guise(home: Home, words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const ran = await run(binary, home, words, options)
  noSecretIn(`${ran.stdout}${ran.stderr}`)
  return ran
}

export function noSecretIn(text: string): void {
  for (const secret of [alice.secret, bob.secret, passphrase]) expect(text.includes(secret)).toBe(false)
}

/** A home whose AWS files hold no key. */
export function withoutKeys(home: Home): Home {
  writeFileSync(home.credentials, "")
  return home
}

/** Has the real aws-vault keep a pair. */
export async function vaultAdd(name: string, pair: Pair, home: Home, env: RunOptions["env"] = {}): Promise<void> {
  const keys = { AWS_ACCESS_KEY_ID: pair.id, AWS_SECRET_ACCESS_KEY: pair.secret }
  const added = await runCommand([await realAwsVault(), "add", "--env", "--no-add-config", name], home, {
    env: { ...fileBackend, ...env, ...keys },
  })
  expect([added.status, added.stderr]).toEqual([0, ""])
}

export const fileBackend = { AWS_VAULT_BACKEND: "file", AWS_VAULT_FILE_PASSPHRASE: passphrase }

/** Every file below a folder with its bytes, its mode and when it last changed in any way; folders too. */
export function standing(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = [folder, ...entries.map(entry => join(entry.parentPath, entry.name))].sort()
  return Object.fromEntries(
    paths.map(path => {
      const { mode, ctimeMs, mtimeMs } = statSync(path)
      const bytes = statSync(path).isFile() ? readFileSync(path, "latin1") : ""
      return [path, JSON.stringify([mode, ctimeMs, mtimeMs, bytes])]
    }),
  )
}

export const configOf = (home: Home) => readFileSync(home.config, "utf8")

/** `profile id place` of every pair that guise knows. */
export async function listed(home: Home): Promise<readonly string[]> {
  const { stdout } = await guise(home, ["keys", "list", "--json"])
  return (JSON.parse(stdout) as { profile: string; keyId: string; place: string }[]).map(
    ({ profile, keyId, place }) => `${profile} ${keyId} ${place}`,
  )
}

/** Who AWS says that a profile is. */
export async function whoIs(home: Home, profile: string): Promise<unknown> {
  const ran = await guise(home, ["whoami", profile, "--json"])
  return ran.status === 0 ? (JSON.parse(ran.stdout) as { arn: string }).arn : ran.stderr
}
