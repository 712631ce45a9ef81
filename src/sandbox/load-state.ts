import { readFileSync } from "node:fs"
import { GuiseError } from "../errors.ts"
import { defaultState } from "./default-state.ts"
import { Field } from "./fields.ts"
import { uniqueId } from "./ids.ts"
import { type JsonDocument, JsonSyntaxError, parseJson } from "./json.ts"
import { loadProvider } from "./load-provider.ts"
import { loadTrust } from "./load-trust.ts"
import type { Account, Role, State, User } from "./state.ts"
import { isSeed } from "./totp.ts"

/**
 * The state a sandbox starts with: a file's (docs/sandbox.md has its form), or the built-in one.
 * Errors: `file-unreadable`; `file-malformed` with the line and what was expected there.
 */
export function loadState(file?: string): State {
  if (file === undefined) return readState("built-in state", parseJson(JSON.stringify(defaultState())))
  return readState(file, parseFile(file))
}

function parseFile(file: string): JsonDocument {
  try {
    return parseJson(readFileSync(file, "utf8"))
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw new GuiseError("file-malformed", `${file}:${error.line}: ${error.message}`, {
        hint: "guise sandbox --help",
      })
    }
    throw new GuiseError("file-unreadable", `cannot read the sandbox's state from ${file}`, {
      hint: `ls -l ${file}`,
      cause: error,
    })
  }
}

function readState(file: string, document: JsonDocument): State {
  const top = new Field(file, document).object(["partition", "propagation", "accounts"])
  const partition = top.get("partition")?.text(/^aws(-[a-z]+)*$/, "a partition, such as aws or aws-cn") ?? "aws"
  const accounts = top.get("accounts") ?? new Field(file, document).fail('the key "accounts"')
  const state = {
    partition,
    propagation: top.get("propagation")?.whole(0, 3600) ?? 2,
    accounts: new Map(accounts.entries().map(([id, field]) => [id, readAccount(partition, id, field)])),
  }
  refuseTwins(state, accounts)
  return state
}

function readAccount(partition: string, id: string, field: Field): Account {
  if (!/^\d{12}$/.test(id)) field.fail("an account number of twelve digits as the key")
  const fields = field.object(["users", "roles", "providers"])
  const prefix = `arn:${partition}:iam::${id}:`
  return {
    id,
    users: new Map(entriesOf(fields, "users").map(([name, user]) => [name, readUser(prefix, id, name, user)])),
    roles: new Map(entriesOf(fields, "roles").map(([name, role]) => [name, readRole(prefix, id, name, role)])),
    providers: new Map(
      entriesOf(fields, "providers").map(([url, provider]) => [url, loadProvider(prefix, url, provider)]),
    ),
  }
}

function readUser(prefix: string, account: string, name: string, field: Field): User {
  const fields = field.object(["path", "root", "keys", "mfa", "iam", "assume"])
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
    ...assumeOf(fields),
  }
}

function createdOf(field: Field | undefined): { readonly createdAt?: number } {
  const text = field?.text(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/, "a day, such as 2024-01-31")
  return text === undefined ? {} : { createdAt: Date.parse(text) / 1000 }
}

function readRole(prefix: string, account: string, name: string, field: Field): Role {
  const fields = field.object(["path", "maxSessionDuration", "trust", "assume"])
  const arn = `${prefix}role${pathOf(fields)}${nameOf(name, field)}`
  return {
    arn,
    id: uniqueId("AROA", arn),
    account,
    name,
    maxSessionDuration: fields.get("maxSessionDuration")?.whole(3600, 43200) ?? 3600,
    trust: loadTrust(fields.get("trust") ?? field.fail('the key "trust"')),
    ...assumeOf(fields),
  }
}

function pathOf(fields: ReadonlyMap<string, Field>): string {
  return fields.get("path")?.text(/^\/([!-~]{1,510}\/)?$/, 'a path that begins and ends with "/"') ?? "/"
}

function nameOf(name: string, field: Field): string {
  return /^[\w+=,.@-]{1,64}$/.test(name) ? name : field.fail("a name of letters, digits and _+=,.@- as the key")
}

function assumeOf(fields: ReadonlyMap<string, Field>): { readonly assume?: readonly string[] } {
  const field = fields.get("assume")
  return field === undefined ? {} : { assume: field.texts() }
}

function entriesOf(fields: ReadonlyMap<string, Field>, name: string): readonly (readonly [string, Field])[] {
  return fields.get(name)?.entries() ?? []
}

function listOf(fields: ReadonlyMap<string, Field>, name: string): readonly Field[] {
  return fields.get(name)?.list() ?? []
}

/** A key id or a device that stands there twice would answer as whichever owner is met first. */
function refuseTwins(state: State, field: Field): void {
  const users = [...state.accounts.values()].flatMap(account => [...account.users.values()])
  const names = users.flatMap(user => [...user.keys.map(({ id }) => id), ...user.mfa.map(({ serial }) => serial)])
  const twin = names.find((name, at) => names.indexOf(name) !== at)
  if (twin !== undefined) field.fail(`every key id and MFA serial once, and ${twin} stands there twice`)
}
