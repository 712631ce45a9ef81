import { regionShape } from "../region.ts"
import type { CenterUser, IdentityCenter, PermissionSet } from "./center.ts"
import type { Field } from "./fields.ts"
import type { Account } from "./state.ts"

/**
 * The Identity Center of a state file, and the accounts that its `generate` makes beside those of the file. Error:
 * `file-malformed`.
 */
export function loadCenter(
  field: Field | undefined,
  accounts: ReadonlyMap<string, Account>,
): { readonly center: IdentityCenter; readonly generated: ReadonlyMap<string, Account> } {
  const fields = field?.object(keys) ?? new Map<string, Field>()
  const startUrl = fields.get("startUrl")?.text(/^https:\/\/[^\s?#]+$/, "an https:// URL")
  if (field !== undefined && startUrl === undefined) field.fail('the key "startUrl"')
  const seconds = (name: string, usual: number, least: number, most: number): number =>
    fields.get(name)?.whole(least, most) ?? usual
  const callsPerSecond = fields.get("callsPerSecond")?.whole(1, 1_000_000)
  const sets = new Map((fields.get("permissionSets")?.entries() ?? []).map(([name, set]) => [name, readSet(name, set)]))
  const users = (fields.get("users")?.entries() ?? []).map(([name, user]) => readUser(name, user, accounts, sets))
  const made = generate(fields.get("generate"), sets, users)
  return {
    center: {
      ...(startUrl === undefined ? {} : { startUrl }),
      region: fields.get("region")?.text(regionShape, "a region") ?? "us-east-1",
      registrationLifetime: seconds("registrationLifetime", 90 * 24 * 3600, 1, year),
      deviceCodeLifetime: seconds("deviceCodeLifetime", 600, 1, 3600),
      pollInterval: seconds("pollInterval", 1, 1, 60),
      tokenLifetime: seconds("tokenLifetime", 3600, 1, year),
      sessionDuration: seconds("sessionDuration", 8 * 3600, 1, year),
      refreshTokens:
        fields.get("refreshTokens")?.text(/^(reusable|single-use)$/, '"reusable" or "single-use"') === "reusable"
          ? "reusable"
          : "single-use",
      ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
      permissionSets: new Map([...sets, ...made.sets]),
      users: new Map(made.users.map(user => [user.name, user])),
    },
    generated: made.accounts,
  }
}

const keys = [
  "startUrl",
  "region",
  "registrationLifetime",
  "deviceCodeLifetime",
  "pollInterval",
  "tokenLifetime",
  "sessionDuration",
  "refreshTokens",
  "callsPerSecond",
  "permissionSets",
  "users",
  "generate",
] as const
const year = 366 * 24 * 3600

function readSet(name: string, field: Field): PermissionSet {
  // With fewer letters than other names have: the role's name must hold it and more.
  if (!/^[\w+=,.@-]{1,32}$/.test(name)) field.fail("a name of up to 32 letters, digits and _+=,.@- as the key")
  const fields = field.object(["sessionDuration", "assume"])
  const assume = fields.get("assume")?.texts()
  return {
    name,
    sessionDuration: fields.get("sessionDuration")?.whole(3600, 43200) ?? 3600,
    ...(assume === undefined ? {} : { assume }),
  }
}

function readUser(
  name: string,
  field: Field,
  accounts: ReadonlyMap<string, Account>,
  sets: ReadonlyMap<string, PermissionSet>,
): CenterUser {
  // It is the session's name in every role.
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) field.fail("a name of 2 to 64 letters, digits and _+=,.@- as the key")
  const assignments = field.entries().map(([account, names]) => {
    if (!accounts.has(account)) names.fail("the number of one of the accounts as the key")
    const assigned = names.texts()
    if (!assigned.every(set => sets.has(set))) names.fail("names of permission sets")
    return [account, assigned] as const
  })
  return { name, assignments: new Map(assignments) }
}

interface Generated {
  readonly accounts: ReadonlyMap<string, Account>
  readonly sets: ReadonlyMap<string, PermissionSet>
  readonly users: readonly CenterUser[]
}

/** Organisations larger than anybody would write down: numbered accounts, each with the same numbered permission sets. */
function generate(
  field: Field | undefined,
  sets: ReadonlyMap<string, PermissionSet>,
  users: readonly CenterUser[],
): Generated {
  if (field === undefined) return { accounts: new Map(), sets, users }
  const fields = field.object(["accounts", "permissionSets", "user"])
  const owner = fields.get("user")
  const name = owner?.text(/./, "the name of a user") ?? users[0]?.name
  if (!users.some(user => user.name === name)) (owner ?? field).fail("the name of a user")
  const width = fields.get("accounts")?.whole(1, 10_000) ?? 1000
  const count = fields.get("permissionSets")?.whole(1, 50) ?? 5
  const names = Array.from({ length: count }, (_, at) => `Generated${at + 1}`)
  const ids = Array.from({ length: width }, (_, at) => String(200_000_000_001 + at))
  return {
    accounts: new Map(ids.map((id, at) => [id, generatedAccount(id, `generated-${String(at + 1).padStart(4, "0")}`)])),
    sets: new Map(names.map(set => [set, { name: set, sessionDuration: 3600 }])),
    users: users.map(user =>
      user.name === name
        ? { name, assignments: new Map([...user.assignments, ...ids.map(id => [id, names] as const)]) }
        : user,
    ),
  }
}

function generatedAccount(id: string, name: string): Account {
  return { id, name, email: `${name}@example.com`, users: new Map(), roles: new Map(), providers: new Map() }
}
