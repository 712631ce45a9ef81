import type { Field } from "./fields.ts"
import { uniqueId } from "./ids.ts"
import type { User, UserKey } from "./state.ts"
import { isSeed } from "./totp.ts"

/** A user of an account, with its keys and MFA devices. Error: `file-malformed`. */
export function readUser(prefix: string, account: string, name: string, field: Field): User {
  const fields = field.object(["path", "root", "keys", "mfa", "iam", "signIn", "assume"])
  const root = fields.get("root")?.truth() ?? false
  const path = pathOf(fields)
  const arn = root ? `${prefix}root` : `${prefix}user${path}${nameOf(name, field)}`
  return {
    arn,
    path,
    id: root ? account : uniqueId("AIDA", arn),
    account,
    name,
    root,
    keys: listOf(fields, "keys").map(readKey),
    mfa: listOf(fields, "mfa").map(readDevice),
    ...(fields.get("iam")?.text(/^deny$/, '"deny"') === undefined ? {} : { iam: "deny" as const }),
    ...(fields.get("signIn")?.text(/^deny$/, '"deny"') === undefined ? {} : { signIn: "deny" as const }),
    ...assumeOf(fields),
  }
}

function readKey(field: Field): UserKey {
  const fields = field.object(["id", "secret", "status", "created"])
  const status = fields.get("status")?.text(/^(Active|Inactive)$/, '"Active" or "Inactive"')
  return {
    id: (fields.get("id") ?? field.fail('the key "id"')).text(/^AKIA[A-Z0-9]{12,124}$/, "an access key id (AKIA…)"),
    secret: (fields.get("secret") ?? field.fail('the key "secret"')).text(/^\S{8,}$/, "a secret access key"),
    ...(status === "Inactive" ? { active: false } : {}),
    ...createdOf(fields.get("created")),
  }
}

function readDevice(field: Field): User["mfa"][number] {
  const fields = field.object(["serial", "seed"])
  const serial = fields.get("serial") ?? field.fail('the key "serial"')
  const place = fields.get("seed") ?? field.fail('the key "seed"')
  const seed = place.text(/./, "a base32 secret")
  if (!isSeed(seed)) place.fail("a base32 secret of 16 letters or more")
  return { serial: serial.text(/^[\w+=/:,.@-]{9,256}$/, "an MFA serial number or ARN"), seed }
}

function createdOf(field: Field | undefined): { readonly createdAt?: number } {
  const text = field?.text(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/, "a day, such as 2024-01-31")
  return text === undefined ? {} : { createdAt: Date.parse(text) / 1000 }
}

/** The path in the ARN of a user or role. */
export function pathOf(fields: ReadonlyMap<string, Field>): string {
  return fields.get("path")?.text(/^\/([!-~]{1,510}\/)?$/, 'a path that begins and ends with "/"') ?? "/"
}

/** The key, which is the name of a user or role. */
export function nameOf(name: string, field: Field): string {
  return /^[\w+=,.@-]{1,64}$/.test(name) ? name : field.fail("a name of letters, digits and _+=,.@- as the key")
}

/** What the policies of a user or role let it assume. */
export function assumeOf(fields: ReadonlyMap<string, Field>): { readonly assume?: readonly string[] } {
  const field = fields.get("assume")
  return field === undefined ? {} : { assume: field.texts() }
}

function listOf(fields: ReadonlyMap<string, Field>, name: string): readonly Field[] {
  return fields.get(name)?.list() ?? []
}
