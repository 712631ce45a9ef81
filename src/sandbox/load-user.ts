import type { Field } from "./fields.ts"
import { uniqueId } from "./ids.ts"
import type { User } from "./state.ts"
import { isSeed } from "./totp.ts"

/** A user of an account, with its keys and MFA devices. Error: `file-malformed`. */
export function readUser(prefix: string, account: string, name: string, field: Field): User {
  const fields = field.object(["path", "root", "keys", "mfa", "iam", "signIn", "assume"])
  const root = fields.get("root")?.truth() ?? false
  const arn = root ? `${prefix}root` : `${prefix}user${pathOf(fields)}${nameOf(name, field)}`
  return {
    arn,
    id: root ? account : uniqueId("AIDA", arn),
    account,
    name,
    root,
    keys: listOf(fields, "keys").map(key => {
      const pair = key.object(["id", "secret", "status", "created"])
      return {
        id: (pair.get("id") ?? key.fail('the key "id"')).text(/^AKIA[A-Z0-9]{12,124}$/, "an access key id (AKIA…)"),
        secret: (pair.get("secret") ?? key.fail('the key "secret"')).text(/^\S{8,}$/, "a secret access key"),
        ...(pair.get("status")?.text(/^(Active|Inactive)$/, '"Active" or "Inactive"') === "Inactive"
          ? { active: false }
          : {}),
        ...createdOf(pair.get("created")),
      }
    }),
    mfa: listOf(fields, "mfa").map(device => {
      const pair = device.object(["serial", "seed"])
      const seed = pair.get("seed") ?? device.fail('the key "seed"')
      return {
        serial: (pair.get("serial") ?? device.fail('the key "serial"')).text(
          /^[\w+=/:,.@-]{9,256}$/,
          "an MFA serial number or ARN",
        ),
        seed: isSeed(seed.text(/./, "a base32 secret"))
          ? seed.text(/./, "")
          : seed.fail("a base32 secret of 16 letters or more"),
      }
    }),
    ...(fields.get("iam")?.text(/^deny$/, '"deny"') === undefined ? {} : { iam: "deny" as const }),
    ...(fields.get("signIn")?.text(/^deny$/, '"deny"') === undefined ? {} : { signIn: "deny" as const }),
    ...assumeOf(fields),
  }
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
