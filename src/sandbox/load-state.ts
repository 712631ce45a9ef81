import { readFileSync } from "node:fs"
import { GuiseError } from "../errors.ts"
import { type JsonDocument, JsonSyntaxError, parseJson } from "../json.ts"
import { quoted } from "../quoted.ts"
import { defaultState } from "./default-state.ts"
import { Field } from "./fields.ts"
import { uniqueId } from "./ids.ts"
import { loadCenter } from "./load-center.ts"
import { loadProvider } from "./load-provider.ts"
import { loadTrust } from "./load-trust.ts"
import { assumeOf, nameOf, pathOf, readUser } from "./load-user.ts"
import type { Account, Role, State } from "./state.ts"

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
    const reason = (error as NodeJS.ErrnoException).code
    throw new GuiseError("file-unreadable", `The sandbox's state in ${file} cannot be read (${reason}).`, {
      hint: `ls -l ${quoted(file)}`,
      cause: error,
    })
  }
}

function readState(file: string, document: JsonDocument): State {
  const top = new Field(file, document).object(["partition", "propagation", "accounts", "identityCenter"])
  const partition = top.get("partition")?.text(/^aws(-[a-z]+)*$/, "a partition, such as aws or aws-cn") ?? "aws"
  const accounts = top.get("accounts") ?? new Field(file, document).fail('the key "accounts"')
  const written = new Map(accounts.entries().map(([id, field]) => [id, readAccount(partition, id, field)]))
  const { center, generated } = loadCenter(top.get("identityCenter"), written)
  const state = {
    partition,
    propagation: top.get("propagation")?.whole(0, 3600) ?? 2,
    accounts: new Map([...generated, ...written]),
    identityCenter: center,
  }
  refuseTwins(state, accounts)
  return state
}

function readAccount(partition: string, id: string, field: Field): Account {
  if (!/^\d{12}$/.test(id)) field.fail("an account number of twelve digits as the key")
  const fields = field.object(["name", "email", "users", "roles", "providers"])
  const prefix = `arn:${partition}:iam::${id}:`
  const name = fields.get("name")?.text(/^[ -~]{1,50}$/, "a name of up to 50 letters")
  const email = fields.get("email")?.text(/^\S+@\S+$/, "an e-mail address")
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    users: new Map(entriesOf(fields, "users").map(([name, user]) => [name, readUser(prefix, id, name, user)])),
    roles: new Map(entriesOf(fields, "roles").map(([name, role]) => [name, readRole(prefix, id, name, role)])),
    providers: new Map(
      entriesOf(fields, "providers").map(([url, provider]) => [url, loadProvider(prefix, url, provider)]),
    ),
  }
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

function entriesOf(fields: ReadonlyMap<string, Field>, name: string): readonly (readonly [string, Field])[] {
  return fields.get(name)?.entries() ?? []
}

/** A key id or a device that stands there twice would answer as whichever owner is met first. */
function refuseTwins(state: State, field: Field): void {
  const users = [...state.accounts.values()].flatMap(account => [...account.users.values()])
  const names = users.flatMap(user => [...user.keys.map(({ id }) => id), ...user.mfa.map(({ serial }) => serial)])
  const twin = names.find((name, at) => names.indexOf(name) !== at)
  if (twin !== undefined) field.fail(`every key id and MFA serial once, and ${twin} stands there twice`)
}
