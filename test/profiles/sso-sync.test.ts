import { afterAll, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { withEdits } from "../../src/config/file-edit.ts"
import { readSaid } from "../../src/config/said.ts"
import { nameTrap } from "../../src/config/warnings.ts"
import { type AccountWords, profileNames } from "../../src/profiles/sso-names.ts"
import { ownedIn } from "../../src/profiles/sso-owned.ts"
import { type Entitled, type Standing, type SyncPlan, type SyncWish, syncOf } from "../../src/profiles/sso-sync.ts"

const [one, two, three] = ["111122223333", "444455556666", "123456789012"] as const
const folder = mkdtempSync(join(tmpdir(), "guise-sso-sync-"))
afterAll(() => rmSync(folder, { recursive: true }))

describe("names", () => {
  type Row = readonly [sentence: string, template: string, accounts: readonly AccountWords[], names: readonly string[]]
  const named = (accountId: string, name?: string, email?: string): AccountWords => ({
    accountId,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  })

  const rows: readonly Row[] = [
    ["the account and the role", "{account}-{role}", [named(one, "Prod")], ["prod-admin"]],
    ["capitals where they are asked for", "{Account}.{Role}", [named(one, "Prod EU")], ["Prod-EU.Admin"]],
    ["an account without a name is its id", "{account}-{role}", [named(one)], [`${one}-admin`]],
    [
      "what no SDK reads becomes a dash",
      "{account}-{role}",
      [named(one, "Åcme: Zürich / (R&D)")],
      ["acme-zurich-r-d-admin"],
    ],
    ["nothing but such letters: the id", "{account}-{role}", [named(one, "日本")], [`${one}-admin`]],
    ["an address", "{email}/{role}", [named(one, "x", "Aws+Prod@example.com")], ["aws+prod@example.com/admin"]],
    ["the id and the session", "{session}:{account_id}", [named(one)], [`corp:${one}`]],
    [
      "two accounts of one name: both with their ids",
      "{account}-{role}",
      [named(one, "dev"), named(two, "Dev")],
      [`dev-admin-${one}`, `dev-admin-${two}`],
    ],
    [
      "an id in the template is enough",
      "{account}-{account_id}",
      [named(one, "dev"), named(two, "dev")],
      [`dev-${one}`, `dev-${two}`],
    ],
    [
      "no more than AWS's own names take",
      "{account}-{role}",
      [named(one, "x".repeat(10_000))],
      [`${"x".repeat(64)}-admin`],
    ],
    ["nobody's profile is called default", "{account}", [named(one, "default")], [`default-${one}`]],
    ["nor as the JavaScript SDK would lose it", "{account}", [named(one, "__proto__")], [`__proto__-${one}`]],
  ]

  test.each(rows)("%s", (_sentence, template, accounts, names) => {
    const wanted = accounts.map(({ accountId }) => ({ accountId, roleName: "Admin" }))
    const found = profileNames(wanted, { template, session: "corp", accounts, isTaken: () => false })
    expect([...found.values()].sort()).toEqual([...names].sort())
  })

  test("one account with several roles of one name says which", () => {
    const wanted = ["Admin", "Read"].map(roleName => ({ accountId: one, roleName }))
    const naming = { template: "{account}", session: "corp", accounts: [named(one, "dev")], isTaken: () => false }
    expect([...profileNames(wanted, naming).values()]).toEqual(["dev-admin", "dev-read"])
  })

  test("a name that somebody has: the id, then the session, then a number", () => {
    const taken = new Set<string>()
    const naming = {
      template: "{role}",
      session: "my corp",
      accounts: [named(one)],
      isTaken: (name: string) => taken.has(name),
    }
    const next = () => {
      const [name = ""] = profileNames([{ accountId: one, roleName: "Dev" }], naming).values()
      taken.add(name)
      return name
    }
    expect([next(), next(), next(), next()]).toEqual([
      "dev",
      `dev-${one}`,
      `dev-${one}-my-corp`,
      `dev-${one}-my-corp-2`,
    ])
  })

  const roles = fc.uniqueArray(fc.constantFrom("Admin", "admin", "Read", "a-b", "b"), { minLength: 1 })
  const word = fc.oneof(fc.constantFrom("dev", "Dev", "dev-a", "x", ""), fc.string())
  const account = fc.record({ accountId: fc.constantFrom(one, two, three), name: word, email: word })
  const organisation = fc
    .uniqueArray(fc.tuple(account, roles), { selector: ([{ accountId }]) => accountId })
    .map(list => ({
      accounts: list.map(([each]) => each),
      wanted: list.flatMap(([{ accountId }, names]) => names.map(roleName => ({ accountId, roleName }))),
    }))
  const template = fc.constantFrom("{account}-{role}", "{account}", "{Role}", "{email}", "{session}/{account}")

  test("every SDK reads them, no two are one, and the order in which AWS lists changes none", () => {
    fc.assert(
      fc.property(organisation, template, ({ accounts, wanted }, chosen) => {
        const naming = { template: chosen, session: "corp", accounts, isTaken: () => false }
        const found = profileNames(wanted, naming)
        expect([...found.values()].filter(name => nameTrap(name) !== undefined || name.startsWith("-"))).toEqual([])
        expect(new Set(found.values()).size).toBe(wanted.length)
        const turned = profileNames([...wanted].reverse(), { ...naming, accounts: [...accounts].reverse() })
        expect([...turned].sort()).toEqual([...found].sort())
      }),
    )
  })
})

const session = { name: "corp", startUrl: "https://example.awsapps.com/start", ssoRegion: "eu-west-1", stands: true }
const wish: SyncWish = { template: "{account}-{role}", region: "eu-west-1", prune: true, takes: () => true }

function listed(roles: Readonly<Record<string, readonly string[] | undefined>>): Entitled {
  const names: Readonly<Record<string, string>> = { [one]: "prod", [two]: "dev" }
  const accounts = Object.keys(roles).map(accountId => ({ accountId, name: names[accountId] ?? accountId }))
  return { accounts, roles: new Map(Object.entries(roles)) }
}

/** A config file, and what it says of what is guise's own. */
function standing(text: string, sessions: readonly string[] = ["corp"]): Standing {
  const file = join(folder, "config")
  writeFileSync(file, text)
  const said = readSaid(file, "config")
  return {
    owned: ownedIn(said),
    isTaken: name => said.names.includes(name),
    hasSession: name => sessions.includes(name),
  }
}

const after = (text: string, { edits }: SyncPlan) => withEdits(text, "config", "config", edits)

function synced(text: string, entitled: Entitled, more: Partial<SyncWish> = {}): SyncPlan {
  return syncOf(session, entitled, standing(text), { ...wish, ...more })
}

const full = listed({ [one]: ["Admin", "Read"], [two]: ["Read"] })
const made = after("", synced("", full))

describe("what becomes of profiles", () => {
  test("new ones are written as every SDK reads them, with a mark", () => {
    expect(made).toStartWith(`[profile dev-read]
sso_session = corp
sso_account_id = ${two}
sso_role_name = Read
region = eu-west-1
guise_sso = ${two}/Read https://example.awsapps.com/start eu-west-1

[profile prod-admin]
`)
  })

  test("the second time nothing is left to do", () => {
    const { edits, unchanged } = synced(made, full)
    expect([edits, unchanged]).toEqual([[], 3])
  })

  type Row = readonly [
    sentence: string,
    text: string,
    entitled: Entitled,
    more: Partial<SyncWish>,
    outcome: readonly number[],
  ]
  const gone = listed({ [one]: ["Admin"] })
  const edited = made.replace(
    `sso_role_name = Read\nregion = eu-west-1\nguise_sso = ${one}`,
    `sso_role_name = Other\nregion = eu-west-1\nguise_sso = ${one}`,
  )
  const rows: readonly Row[] = [
    ["what is to be had no more goes", made, gone, {}, [0, 0, 2, 1]],
    ["not where pruning is not wanted; it is counted all the same", made, gone, { prune: false }, [0, 0, 2, 1]],
    [
      "not where AWS would not list the account's roles",
      made,
      listed({ [one]: ["Admin", "Read"], [two]: undefined }),
      {},
      [0, 0, 0, 2],
    ],
    [
      "not for an account that nobody asked about",
      made,
      { accounts: full.accounts, roles: new Map([[one, ["Admin"]]]) },
      { takes: account => account === one },
      [0, 0, 1, 1],
    ],
    ["and never all of it for an empty list", made, listed({}), {}, [0, 0, 0, 0]],
    ["a profile that somebody gave another role is theirs", edited, full, {}, [1, 0, 0, 2]],
    [
      "one whose [sso-session] is there no more comes back",
      made.replace("sso_session = corp", "sso_session = other"),
      full,
      {},
      [0, 1, 0, 2],
    ],
    [
      "another region: those that have guise's own follow",
      made.replace("region = eu-west-1", "region = us-east-1"),
      full,
      { region: "eu-north-1" },
      [0, 2, 0, 1],
    ],
  ]

  test.each(rows)("%s", (_sentence, text, entitled, more, outcome) => {
    const { added, changed, gone, unchanged } = synced(text, entitled, more)
    expect([added.length, changed.length, gone.length, unchanged]).toEqual([...outcome])
  })

  const hostile = [
    ["two lines", one, "Read\nrole_arn = x"],
    ["a header", one, "[profile prod]"],
    ["a comment", one, "Read #"],
    ["a letter that looks like another", one, "Аdmin"],
    ["ten thousand letters", one, "a".repeat(10_000)],
    ["the folder above", "../../..", "Read"],
    ["an id with lines", `${one}\n`, "Read"],
    ["an id that is none", "1234 5678", "Read"],
  ] as const
  test.each(hostile)(
    "what nothing of AWS's can be called is passed over and told: %s",
    (_what, accountId, roleName) => {
      const entitled = {
        accounts: [{ accountId: one }, { accountId }],
        roles: new Map([
          [one, ["Admin"]],
          [accountId, [roleName]],
        ]),
      }
      const plan = synced("", entitled)
      expect([plan.added.map(each => each.roleName), plan.odd]).toEqual([
        accountId === one ? [] : ["Admin"],
        [{ accountId, roleName }],
      ])
      const text = after("", plan)
      expect(synced(text, entitled).edits).toEqual([])
    },
  )

  test("a sign-in that was renamed takes its profiles along; two with one start URL stay apart", () => {
    const renamed = { ...session, name: "company" }
    expect(syncOf(renamed, full, standing(made, ["company"]), wish).changed).toHaveLength(3)
    expect(syncOf(renamed, full, standing(made, ["company", "corp"]), wish).added).toHaveLength(3)
  })

  test("what stands around guise's own profiles stays, byte by byte, whatever goes and comes", () => {
    const section = fc
      .tuple(
        fc.constantFrom("[profile a]", "[default]", "[services x]", "[sso-session corp]", "[profile prod-read-2]"),
        fc.constantFrom("region=x", "# a comment", "  ", "output = json ; why"),
      )
      .map(lines => `${lines.join("\n")}\n`)
    const roles = fc.subarray(["Admin", "Read", "Write"])
    fc.assert(
      fc.property(
        fc.uniqueArray(section, { selector: text => text.split("\n")[0] }),
        roles,
        roles,
        (others, first, second) => {
          const before = others.join("")
          const grown = after(before, synced(before, listed({ [one]: first, [two]: ["Read"] })))
          const changed = after(grown, synced(grown, listed({ [one]: second, [two]: ["Read"] })))
          expect(changed).toStartWith(before)
          const mine = ownedIn(readSaid(put(changed), "config")).map(
            ({ accountId, roleName }) => `${accountId}/${roleName}`,
          )
          expect(mine.sort()).toEqual([...second.map(role => `${one}/${role}`), `${two}/Read`].sort())
        },
      ),
    )
  })
})

function put(text: string): string {
  writeFileSync(join(folder, "config"), text)
  return join(folder, "config")
}

test("ten thousand profiles in the file, and half of them to be changed, take no minutes", () => {
  const accounts = Array.from({ length: 1000 }, (_none, at) => ({
    accountId: String(200_000_000_001 + at),
    name: `a${at}`,
  }))
  const roleNames = Array.from({ length: 10 }, (_none, at) => `Role${at}`)
  const all = { accounts, roles: new Map(accounts.map(({ accountId }) => [accountId, roleNames])) }
  const text = after("", synced("", all))
  const half = { accounts, roles: new Map(accounts.map(({ accountId }) => [accountId, roleNames.slice(5)])) }
  const plan = synced(text, half, { region: "eu-north-1" })
  expect([plan.gone.length, plan.changed.length]).toEqual([5000, 5000])
  expect(ownedIn(readSaid(put(after(text, plan)), "config"))).toHaveLength(5000)
})
