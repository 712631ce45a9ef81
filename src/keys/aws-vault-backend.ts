import { join } from "node:path"
import { awsHome, expandHome } from "../config/files.ts"
import { GuiseError } from "../errors.ts"
import type { Env } from "../types.ts"
import type { PassPlace } from "./aws-vault-pass.ts"

/** The places of aws-vault's that guise reads, in the order of aws-vault's own preference. */
export const readBackends = ["secret-service", "pass", "file"] as const

export type ReadBackend = (typeof readBackends)[number]

/** Where aws-vault keeps keys, by the variables and defaults of aws-vault itself (cli/global.go). */
export interface VaultPlaces {
  /** The one that was asked for; absent: whatever is there. */
  readonly asked?: ReadBackend
  readonly folder: string
  readonly collection: string
  readonly pass: PassPlace
}

/** Errors: `not-supported` for a backend that guise does not read, with what to type instead; `usage` for none at all. */
export function vaultPlaces(flag: string | undefined, env: Env): VaultPlaces {
  const home = awsHome(env)
  const asked = backendOf(flag || env.AWS_VAULT_BACKEND, flag ? "--backend" : "AWS_VAULT_BACKEND")
  const store = env.AWS_VAULT_PASS_PASSWORD_STORE_DIR || env.PASSWORD_STORE_DIR || join(home, ".password-store")
  return {
    ...(asked === undefined ? {} : { asked }),
    folder: expandHome(env.AWS_VAULT_FILE_DIR || "~/.awsvault/keys/", home),
    collection: env.AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME || "awsvault",
    pass: {
      folder: expandHome(store, home),
      prefix: env.AWS_VAULT_PASS_PREFIX ?? "",
      command: env.AWS_VAULT_PASS_CMD || "pass",
      env,
    },
  }
}

function backendOf(name: string | undefined, from: string): ReadBackend | undefined {
  if (!name) return undefined
  const read = readBackends.find(each => each === name)
  if (read !== undefined) return read
  if (others.includes(name)) throw notRead(`aws-vault's backend ${name}`)
  throw new GuiseError("usage", `${from} says ${JSON.stringify(name)}, which is no backend of aws-vault's.`, {
    hint: `guise reads ${readBackends.join(", ")}`,
  })
}

/** What guise says of keys that it cannot read, and how they come over all the same. */
export function notRead(what: string): GuiseError {
  return new GuiseError("not-supported", `guise does not read ${what}.`, {
    hint: "for each profile, aws-vault hands them over: aws-vault exec --no-session NAME -- guise keys add NAME --from-env",
  })
}

// ByteNess's fork added the second row.
const others: readonly string[] = [
  ...["keychain", "wincred", "kwallet", "keyctl"],
  ...["winhello", "passage", "op", "op-connect", "op-desktop", "proton-pass"],
]
