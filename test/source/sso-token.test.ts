import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { tokenPath } from "../../src/config/sso-paths.ts"
import { GuiseError } from "../../src/errors.ts"
import type { SsoRoot } from "../../src/plan/roots.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { fromSso } from "../../src/source/sso.ts"
import { firstThatAnswers } from "../../src/source/sso-sign-in.ts"
import { ssoToken } from "../../src/source/sso-token.ts"
import { fakeCache, fakeNow, fakeWorld } from "../fake-world.ts"
import { startUrl } from "../sandbox/rest.ts"

let sandbox: Sandbox
let now = fakeNow
let cache: ReturnType<typeof fakeCache>
let home: string
let tabs: string[]

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => now })
})
afterAll(() => sandbox.close())
beforeEach(() => {
  sandbox.reset()
  home = mkdtempSync(join(tmpdir(), "guise-sso-token-"))
  cache = fakeCache(() => ({ now, skew: 0 }))
  tabs = []
})
afterEach(() => rmSync(home, { recursive: true }))

interface Visitor {
  readonly user?: string
  readonly allow?: boolean
  readonly comesBack?: boolean
  readonly opens?: boolean
}

/** A process of a person who answers whatever opens in the browser. */
function person({ user = "alice", allow = true, comesBack = true, opens = true }: Visitor = {}) {
  const browser = {
    comesBack,
    async open(url: string) {
      // What cannot be opened here is opened on another machine.
      tabs.push(url)
      const outcome = opens || url.includes("/device") ? sandbox.browse({ url, user, allow }) : undefined
      if (outcome?.kind === "redirect") void fetch(outcome.to)
      return opens
    },
  }
  return { ...alone(), browser }
}

/** A process that nobody typed. */
function alone() {
  const sleep = async (milliseconds: number) => {
    now += milliseconds / 1000
  }
  return { ...fakeWorld({ env: { HOME: home, AWS_MAX_ATTEMPTS: "1" }, cache }), now: () => now, sleep }
}

function corp(more: Partial<SsoRoot> = {}): SsoRoot {
  const at = { region: "us-east-1", url: sandbox.url }
  return {
    ...{ kind: "sso", profile: "dev", session: "corp", startUrl, ssoRegion: "us-east-1" },
    ...{ scopes: ["sso:account:access"], oidc: at, portal: at },
    ...{ accountId: "111122223333", roleName: "ReadOnlyAccess" },
    ...more,
  }
}

/** A start URL that stands in the profile itself. */
function legacy(): SsoRoot {
  const { session: _session, scopes: _scopes, ...rest } = corp()
  return rest
}

const file = (root: SsoRoot = corp()) => tokenPath(root, { HOME: home })
const kept = (root?: SsoRoot): Record<string, unknown> => JSON.parse(readFileSync(file(root), "utf8"))
const calls = () => sandbox.calls().map(({ action, outcome }) => `${action} ${outcome}`)
const pass = (seconds: number) => {
  now += seconds
}

describe("signing in", () => {
  test("is done in the browser that comes back, once, and leaves the file that the AWS CLI would", async () => {
    const token = await ssoToken(corp(), person())
    expect(token).toMatchObject({ came: "signed-in", refreshable: true, region: "us-east-1" })
    expect(tabs.map(url => new URL(url).pathname)).toEqual(["/authorize"])
    expect(calls()).toEqual(["RegisterClient ok", "CreateToken ok"])
    expect(kept()).toEqual({
      ...{ startUrl, region: "us-east-1", accessToken: token.accessToken },
      expiresAt: new Date((Math.floor(now) + 3600) * 1000).toISOString().replace(".000", ""),
      ...{ clientId: expect.any(String), clientSecret: expect.any(String), refreshToken: expect.any(String) },
      registrationExpiresAt: expect.stringMatching(/^2026-04-0\dT\d\d:\d\d:\d\dZ$/),
    })
    expect(await ssoToken(corp(), alone())).toMatchObject({ accessToken: token.accessToken, came: "kept" })
  })

  test.each([
    ["where the browser cannot come back", corp, { comesBack: false }],
    ["where no browser could be started", corp, { opens: false }],
    ["without a session, as in the AWS CLI", legacy, {}],
  ])("is done by device code %s", async (_where, root, visitor: Visitor) => {
    const world = person(visitor)
    expect(await ssoToken(root(), world)).toMatchObject({ came: "signed-in" })
    const [, code] = /code ([A-Z]{4}-[A-Z]{4})/.exec(world.noticed.join("\n")) ?? []
    expect(tabs.at(-1)).toEndWith(`/device?user_code=${code}`)
    expect(calls().slice(-2)).toEqual(["StartDeviceAuthorization ok", "CreateToken ok"])
  })

  test("the older kind lasts as long as the session, and has nothing to refresh with", async () => {
    const token = await ssoToken(legacy(), person())
    expect(token).toMatchObject({ refreshable: false, expiresAt: Math.floor(now) + 8 * 3600 })
    expect(kept(legacy())).not.toHaveProperty("refreshToken")
  })

  test("a device is polled as told, more slowly when asked to, and through a network that fails", async () => {
    sandbox.faults.add({ kind: "throttle", action: "CreateToken", times: 1 })
    sandbox.faults.add({ kind: "drop", action: "CreateToken", times: 1 })
    const started = now
    await ssoToken(corp(), person({ comesBack: false }))
    // Every second; after the plea to slow down every six.
    expect(now - started).toBe(1 + 6 + 6)
  })

  test("fifty that ask at once open one window", async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => ssoToken(corp(), person())))
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(tabs).toHaveLength(1)
  })

  test("a no is told to all who waited for it, and asked of nobody again; who asks later is asked", async () => {
    const asked = await Promise.allSettled(Array.from({ length: 9 }, () => ssoToken(corp(), person({ allow: false }))))
    const reasons = asked.map(each =>
      each.status === "rejected" && each.reason instanceof GuiseError ? each.reason.code : each,
    )
    expect(new Set(reasons)).toEqual(new Set(["sign-in-needed"]))
    expect(tabs).toHaveLength(1)
    pass(1)
    expect(await ssoToken(corp(), person())).toMatchObject({ came: "signed-in" })
  })

  test("a no is one to whoever had begun by then, though it waited for its turn elsewhere", async () => {
    const startedAt = now
    await expect(fromSso(corp(), person({ allow: false }))).rejects.toMatchObject({ code: "sign-in-needed" })
    pass(9)
    const waiting = { ...person({ allow: false }), startedAt }
    await expect(fromSso(corp(), waiting)).rejects.toMatchObject({
      message: "The sign-in was denied in the browser.",
      hint: "type the same command again, and allow it in the browser",
    })
    expect(tabs).toHaveLength(1)
  })

  test("a registration is used again, and made anew where AWS has forgotten it", async () => {
    await ssoToken(corp(), person({ comesBack: false }))
    await ssoToken(corp(), person({ comesBack: false }), { anew: true })
    expect(calls().filter(call => call.startsWith("RegisterClient"))).toHaveLength(1)
    sandbox.reset()
    expect(await ssoToken(corp(), person({ comesBack: false }), { anew: true })).toMatchObject({ came: "signed-in" })
    expect(calls()).toEqual([
      "StartDeviceAuthorization InvalidClientException",
      "RegisterClient ok",
      "StartDeviceAuthorization ok",
      "CreateToken ok",
    ])
  })

  test("a start URL that the region does not know is named with where it stands", async () => {
    const elsewhere = corp({ startUrl: "https://other.awsapps.com/start" })
    for (const comesBack of [true, false])
      await expect(ssoToken(elsewhere, person({ comesBack }))).rejects.toMatchObject({
        code: "aws-refused",
        message: "IAM Identity Center in us-east-1 does not know the start URL https://other.awsapps.com/start.",
        hint: "correct sso_start_url or sso_region of [sso-session corp]",
      })
  })

  test("two people on one start URL stay apart, each in a session of their own", async () => {
    const bobs = corp({ session: "corp-bob" })
    await ssoToken(corp(), person())
    await ssoToken(bobs, person({ user: "bob" }))
    const admin = { roleName: "AdministratorAccess" }
    expect(await fromSso(corp(admin), alone())).toMatchObject({ accountId: "111122223333" })
    await expect(fromSso({ ...bobs, ...admin }, alone())).rejects.toMatchObject({
      code: "aws-denied",
      message: expect.stringContaining("In that account there is: ReadOnlyAccess."),
    })
  })

  test("a session that was given another start URL is not taken for signed in", async () => {
    writeFileSync(await signedIn(), JSON.stringify({ ...kept(), startUrl: "https://other.awsapps.com/start" }))
    await expect(ssoToken(corp(), alone())).rejects.toMatchObject({ code: "sign-in-needed" })
  })
})

async function signedIn(): Promise<string> {
  await ssoToken(corp(), person())
  tabs = []
  return file()
}

describe("without a browser", () => {
  test("a sign-in that was never made says what to type", async () => {
    const error = { code: "sign-in-needed", hint: "guise login dev", exitStatus: 3 }
    await expect(ssoToken(corp(), alone())).rejects.toMatchObject(error)
    await expect(fromSso(corp({ profile: "two words" }), alone())).rejects.toMatchObject({
      hint: "guise login 'two words'",
    })
    expect(calls()).toEqual([])
  })

  test("a pipe in the place of a token is not waited for, and a region that is a host is none", async () => {
    writeFileSync(await signedIn(), JSON.stringify({ ...kept(), region: "evil.example/#" }))
    expect(await ssoToken(corp(), alone())).toMatchObject({ came: "kept", region: "us-east-1" })
    rmSync(file())
    if (Bun.spawnSync(["mkfifo", file()]).exitCode !== 0) return
    await expect(ssoToken(corp(), alone())).rejects.toMatchObject({
      code: "file-unreadable",
      message: expect.stringContaining("(EFTYPE)"),
    })
  })

  test("a token is refreshed while the session lasts, its file's other fields kept, and no longer", async () => {
    writeFileSync(await signedIn(), JSON.stringify({ ...kept(), note: "of another tool" }))
    const first = kept()
    for (let hours = 0; hours < 7; hours += 1) {
      pass(3500)
      expect(await ssoToken(corp(), alone())).toMatchObject({ came: "refreshed", refreshable: true })
    }
    expect(kept()).toMatchObject({ note: "of another tool", clientId: first.clientId })
    expect(kept().refreshToken).not.toBe(first.refreshToken)
    pass(3600 * 2)
    await expect(ssoToken(corp(), alone())).rejects.toMatchObject({ code: "sign-in-needed" })
    expect(tabs).toEqual([])
  })

  test("a token that AWS refreshes no more serves to its end, and asks nobody before", async () => {
    writeFileSync(await signedIn(), JSON.stringify({ ...kept(), refreshToken: "aor-revoked" }))
    pass(3500)
    for (const world of [alone(), person()])
      expect(await ssoToken(corp(), world)).toMatchObject({ came: "kept", refreshable: false })
    expect(tabs).toEqual([])
    pass(90)
    await expect(ssoToken(corp(), alone())).rejects.toMatchObject({ code: "sign-in-needed" })
  })

  /** Asks for a token that has to be refreshed, while something happens. */
  async function refreshedWhile(happen: () => void) {
    pass(3500)
    const detail = (text: string) => (text.includes("answered CreateToken") ? happen() : undefined)
    return ssoToken(corp(), { ...alone(), detail })
  }

  test("whoever signed in anew meanwhile is not written over, and is who counts", async () => {
    await signedIn()
    const other = { ...kept(), accessToken: "aoa-of-another", expiresAt: "2026-01-03T00:00:00Z" }
    const token = await refreshedWhile(() => writeFileSync(file(), JSON.stringify(other)))
    expect([token.accessToken, kept()]).toEqual(["aoa-of-another", other])
  })

  test("who signed out meanwhile stays signed out", async () => {
    await signedIn()
    expect(await refreshedWhile(() => rmSync(file()))).toMatchObject({ came: "refreshed" })
    expect(existsSync(file())).toBe(false)
  })

  test("one refreshes for all who ask at once", async () => {
    await signedIn()
    pass(3600)
    const tokens = await Promise.all(Array.from({ length: 20 }, () => ssoToken(corp(), alone())))
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(calls().filter(call => call === "CreateToken ok")).toHaveLength(2)
  })

  test("a network that fails, or too many calls, is no sign-in that is over", async () => {
    const before = readFileSync(await signedIn())
    pass(3500)
    sandbox.faults.add({ kind: "drop", action: "CreateToken" })
    expect(await ssoToken(corp(), alone())).toMatchObject({ came: "kept" })
    pass(150)
    await expect(ssoToken(corp(), alone())).rejects.toMatchObject({ code: "aws-unreachable" })
    sandbox.faults.clear()
    await ssoToken(corp(), alone())
    sandbox.faults.add({ kind: "throttle", action: "GetRoleCredentials" })
    await expect(fromSso(corp(), person())).rejects.toMatchObject({ code: "aws-throttled" })
    sandbox.faults.clear()
    expect(tabs).toEqual([])
    expect(readFileSync(file())).not.toEqual(before)
  })
})

describe("role credentials", () => {
  test("a token that AWS no longer takes is replaced: by a refresh, else by signing in", async () => {
    await signedIn()
    const dead = kept()
    writeFileSync(file(), JSON.stringify({ ...dead, accessToken: "aoa-revoked" }))
    expect(await fromSso(corp(), alone())).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) })
    expect(calls().slice(-3)).toEqual([
      "GetRoleCredentials UnauthorizedException",
      "CreateToken ok",
      "GetRoleCredentials ok",
    ])
    writeFileSync(file(), JSON.stringify({ ...kept(), accessToken: "aoa-revoked", refreshToken: "aor-revoked" }))
    await expect(fromSso(corp(), alone())).rejects.toMatchObject({ code: "sign-in-needed" })
    expect(await fromSso(corp(), person())).toMatchObject({ expiresAt: Math.floor(now) + 3600 })
    expect(tabs).toHaveLength(1)
  })

  test("an account that is not assigned is said with those that are, and no token in it", async () => {
    await signedIn()
    const refused = fromSso(corp({ accountId: "999999999999" }), alone())
    await expect(refused).rejects.toMatchObject({
      code: "aws-denied",
      message:
        `ReadOnlyAccess in account 999999999999 is not assigned to whoever signed in to corp (${startUrl}). ` +
        "The accounts there are: 111122223333 (sandbox-main), 444455556666 (sandbox-partner).",
    })
  })
})

describe("of several regions", () => {
  const unreachable = (region: string) => new GuiseError("aws-unreachable", `no way to ${region}`)

  test("the first that answers is taken", async () => {
    const world = fakeWorld()
    const answer = await firstThatAnswers(["eu-west-1", "eu-north-1", "us-east-1"], world, async region => {
      if (region === "eu-west-1") throw unreachable(region)
      return region
    })
    expect(answer).toBe("eu-north-1")
    expect(world.noticed).toEqual(["IAM Identity Center in eu-west-1 cannot be reached: trying eu-north-1"])
  })

  test("a sign-in whose region has gone is made anew at another, by a person", async () => {
    const several = corp({ ssoRegion: "us-east-1, eu-west-1" })
    await ssoToken(several, person())
    sandbox.faults.add({ kind: "drop", action: "GetRoleCredentials" })
    await expect(fromSso(several, alone())).rejects.toMatchObject({
      code: "aws-unreachable",
      hint: "guise login dev --force signs in at another region",
    })
    const { browser, ...world } = person()
    const open = (url: string) => {
      sandbox.faults.clear()
      return browser.open(url)
    }
    const credentials = await fromSso(several, { ...world, browser: { ...browser, open } })
    expect([credentials.accountId, tabs.length]).toEqual(["111122223333", 2])
  })

  test("a no of one is not asked of the next, and with none there the first one's trouble is told", async () => {
    const tried: string[] = []
    const ask = (make: (region: string) => GuiseError) =>
      firstThatAnswers(["eu-west-1", "us-east-1"], fakeWorld(), async region => {
        tried.push(region)
        throw make(region)
      })
    await expect(ask(() => new GuiseError("aws-refused", "no"))).rejects.toThrow("no")
    expect(tried).toEqual(["eu-west-1"])
    await expect(ask(unreachable)).rejects.toThrow("no way to eu-west-1")
  })
})
