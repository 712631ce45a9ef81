import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { GuiseError, isGuiseError } from "../../src/errors.ts"
import { rotate, rotationSteps } from "../../src/keys/rotate.ts"
import type { RotationParts, RotationRequest } from "../../src/keys/rotation-parts.ts"
import { openRecords, rotationsFile } from "../../src/keys/rotation-record.ts"
import { readKnown } from "../../src/store/known.ts"
import { openVault } from "../../src/store/vault.ts"
import { storeHost } from "../store/host.ts"
import { type Account, arn, awsSays, makeAccount } from "./rotation-account.ts"
import { firstKey, type Home, makeHome } from "./rotation-stage.ts"

const old = firstKey.accessKeyId
const next = "AKIAMADE1EXAMPLE00000"

let home: Home
let account: Account
beforeEach(async () => {
  home = await makeHome("plain")
  account = makeAccount()
})
afterEach(() => home.end())

/** What came of a rotation: its result, or `code: message → hint`. */
async function rotated(more: Partial<RotationParts> = {}, request: Partial<RotationRequest> = {}): Promise<string> {
  try {
    const { oldKeyId, newKeyId, state } = await rotate(
      home.request(request),
      { ...home.parts(account), ...more },
      async () => {},
    )
    return `${oldKeyId} → ${newKeyId}: ${state}`
  } catch (error) {
    if (!isGuiseError(error)) throw error
    return `${error.code}: ${error.message} → ${error.hint}`
  }
}

/** The keys at AWS: `AKIA… active`. */
function atAws(): readonly string[] {
  return [...account.keys.values()].map(key => `${key.accessKeyId} ${key.active ? "active" : "inactive"}`)
}

function iamWith(more: Partial<Account["iam"]>): Pick<RotationParts, "iam"> {
  return { iam: { ...account.iam, ...more } }
}

function fails(error: GuiseError): () => Promise<never> {
  return () => Promise.reject(error)
}

const denied = awsSays("aws-denied", "AccessDeniedException")
const unreachable = new GuiseError("aws-unreachable", "No answer came.")
const full = new GuiseError("store-failed", "The disk is full.")

describe("a rotation that nothing disturbs", () => {
  test("leaves one key, in its place, and nothing else", async () => {
    expect(await rotated()).toBe(`${old} → ${next}: deleted`)
    expect(atAws()).toEqual([`${next} active`])
    expect(await home.left()).toEqual([`key/work/${next} ${next}`])
    expect(existsSync(rotationsFile(home.env))).toBe(false)
  })

  test("tells a line per step, and no secret", async () => {
    const parts = home.parts(account)
    await rotate(home.request(), parts, async () => {})
    expect(parts.noticed).toHaveLength(8)
    expect(parts.noticed[0]).toBe("have AWS make a second access key for user alice")
    expect(parts.noticed.join()).not.toMatch(/wJalr|secret-of/)
  })

  test("forgets the sessions of the old key", async () => {
    const parts = home.parts(account)
    await rotate(home.request(), parts, async () => {})
    expect(parts.forgotten).toEqual([old])
  })

  test("dates the key by AWS", async () => {
    await rotated()
    expect(readKnown(home.env).keys.work?.since).toBe(account.keys.get(next)?.createdAt ?? 0)
  })

  test("with --keep-old leaves the old key inactive, and the next one says what to do with it", async () => {
    expect(await rotated({}, { keepOld: true })).toBe(`${old} → ${next}: inactive`)
    expect(atAws()).toEqual([`${old} inactive`, `${next} active`])
    expect(await rotated()).toContain(`guise keys rotate work --delete-other ${old}`)
    expect(await rotated({}, { deleteOther: old })).toContain(": deleted")
    expect(atAws()).toEqual(["AKIAMADE2EXAMPLE00000 active"])
  })

  test("exchanges the pair wherever else it lies", async () => {
    const file = join(home.env.HOME ?? "", ".aws/credentials")
    writeFileSync(file, `[default]\naws_access_key_id = ${old}\naws_secret_access_key = ${firstKey.secretAccessKey}\n`)
    expect(await rotated()).toBe(`${old} → ${next}: deleted`)
    expect(readFileSync(file, "utf8")).toBe(
      `[default]\naws_access_key_id = ${next}\naws_secret_access_key = secret-of-1\n`,
    )
  })

  test("takes a person's no for a no", async () => {
    const no = new GuiseError("prompt-refused", "Nothing was changed.")
    await expect(rotate(home.request(), home.parts(account), fails(no))).rejects.toBe(no)
    expect(atAws()).toEqual([`${old} active`])
    expect(existsSync(rotationsFile(home.env))).toBe(false)
  })

  test("planned only, makes no file and changes nothing", async () => {
    const steps = await rotationSteps(home.request(), home.parts(account))
    expect(steps.map(step => step.do).join()).toBe("create,keep,verify,switch,check,deactivate,delete,tidy")
    expect(atAws()).toEqual([`${old} active`])
    expect(existsSync(rotationsFile(home.env))).toBe(false)
    expect(existsSync(`${rotationsFile(home.env)}.lock`)).toBe(false)
  })
})

const profileOn = (key: string) => `Profile work goes on with ${key}`

/** What goes wrong, what the error begins with, what it says of the state, and the keys at AWS then. */
type Trouble = readonly [
  what: string,
  more: () => Partial<RotationParts>,
  start: string,
  state: string,
  keys: readonly string[],
]

const troubles: readonly Trouble[] = [
  [
    "AWS denies the list",
    () => iamWith({ list: fails(denied) }),
    "aws-denied: AWS said AccessDeniedException.",
    "A rotation needs iam:ListAccessKeys, iam:CreateAccessKey, iam:UpdateAccessKey, iam:DeleteAccessKey on the user itself. Nothing was changed. → if the policy wants MFA: guise keys rotate work --mfa-serial ARN",
    [`${old} active`],
  ],
  [
    "AWS denies a new key",
    () => iamWith({ create: fails(denied) }),
    "aws-denied: AWS said",
    `${profileOn(old)}; nothing was changed.`,
    [`${old} active`],
  ],
  [
    "AWS is asked too often",
    () => iamWith({ create: fails(awsSays("aws-throttled", "Throttling")) }),
    "aws-throttled: AWS said",
    `${profileOn(old)}; nothing was changed.`,
    [`${old} active`],
  ],
  [
    "there is a key that is not listed yet",
    () => iamWith({ create: fails(awsSays("aws-refused", "LimitExceededException")) }),
    "aws-refused: AWS makes no further key for user alice",
    `${profileOn(old)}; nothing was changed.`,
    [`${old} active`],
  ],
  [
    "the answer to CreateAccessKey is lost",
    () =>
      iamWith({
        create: async (...words) => {
          await account.iam.create(...words)
          throw unreachable
        },
      }),
    "aws-unreachable: No answer came.",
    `${profileOn(old)}. AWS may have made a key whose secret nobody got: the next run finds and deletes it. → guise keys rotate work goes on from here`,
    [`${old} active`, `${next} active`],
  ],
  [
    "the store takes nothing",
    () => ({ vault: failingVault("write") }),
    `store-failed: The new key ${next} could not be kept: The disk is full. It was deleted at AWS again.`,
    `${profileOn(old)}; nothing was changed.`,
    [`${old} active`],
  ],
  [
    "the store forgets",
    () => ({ vault: failingVault("forget") }),
    `store-failed: The new key ${next} could not be kept: The plain store took a secret and does not give it back. It was deleted at AWS again.`,
    `${profileOn(old)}; nothing was changed.`,
    [`${old} active`],
  ],
  [
    "the store takes nothing, and AWS does not delete",
    () => ({ vault: failingVault("write"), ...iamWith({ remove: fails(denied) }) }),
    `store-failed: The new key ${next} could not be kept: The disk is full. Nor could it be deleted at AWS: AWS said AccessDeniedException.`,
    `Nobody has the secret of ${next}; the next run deletes it, and so does: guise exec work -- aws iam delete-access-key --user-name alice --access-key-id ${next}`,
    [`${old} active`, `${next} active`],
  ],
  [
    "AWS never learns of the new key",
    () => ({
      whoIs: async pair => {
        if (pair.accessKeyId !== old) throw awsSays("keys-rejected", "InvalidClientTokenId")
        return account.whoIs(pair)
      },
    }),
    "keys-rejected: AWS said InvalidClientTokenId.",
    `${profileOn(old)}; the new key ${next} is kept and not in use yet. → guise keys rotate work goes on from here`,
    [`${old} active`, `${next} active`],
  ],
  [
    "the new key is somebody else's",
    () => ({
      whoIs: async pair =>
        pair.accessKeyId === old ? account.whoIs(pair) : { ...(await account.whoIs(pair)), arn: `${arn}2` },
    }),
    `aws-refused: AWS made the key ${next} for ${arn}, and says that it is of ${arn}2.`,
    `${profileOn(old)}; the new key`,
    [`${old} active`, `${next} active`],
  ],
  [
    "the pair cannot be put in its place",
    () => ({ vault: failingVault("keepKeys") }),
    "store-failed: The disk is full.",
    `${profileOn(old)}; the new key`,
    [`${old} active`, `${next} active`],
  ],
  [
    "no MFA code is given for the new key",
    () => ({
      callWith: async pair => {
        if (pair.accessKeyId === old) return pair
        throw new GuiseError("nobody-to-ask", "There is no terminal.")
      },
    }),
    "nobody-to-ask: There is no terminal.",
    `Profile work uses the new key ${next}; the old one, ${old}, is still active. → guise keys rotate work goes on from here`,
    [`${old} active`, `${next} active`],
  ],
  [
    "AWS denies to deactivate",
    () => iamWith({ setStatus: fails(denied) }),
    "aws-denied: AWS said",
    `Profile work uses the new key ${next}; the old one, ${old}, is still active.`,
    [`${old} active`, `${next} active`],
  ],
  [
    "AWS denies to delete",
    () => iamWith({ remove: fails(denied) }),
    "aws-denied: AWS said",
    `the old one, ${old}, is inactive. To make it active again: guise exec work -- aws iam update-access-key --user-name alice --access-key-id ${old} --status Active`,
    [`${old} inactive`, `${next} active`],
  ],
]

function failingVault(how: "write" | "forget" | "keepKeys"): RotationParts["vault"] {
  const vault = home.parts(account).vault
  if (how === "keepKeys") return { ...vault, keepKeys: fails(full) }
  return {
    ...vault,
    store: async kind => ({ ...(await vault.store(kind)), write: how === "write" ? fails(full) : async () => {} }),
  }
}

describe("when something fails, the error says what is so, and running again ends it", () => {
  test.each(troubles)("%s", async (_what, more, start, state, keys) => {
    const told = await rotated(more())
    expect(told).toStartWith(start)
    expect(told).toContain(state)
    expect(told).not.toMatch(/wJalr|secret-of/)
    expect(atAws()).toEqual([...keys])
    expect(account.accepts(await home.inUse())).toBe(true)
    expect(await rotated()).toContain(": deleted")
    const [key, second] = atAws()
    expect(second).toBeUndefined()
    expect(key).toBe(`${(await home.inUse()).accessKeyId} active`)
    expect(await home.left()).toHaveLength(1)
    expect(openRecords(home.env).read("work")).toBeUndefined()
  })
})

test("a key that its store took and does not give back is left nowhere", async () => {
  const { vault } = home.parts(account)
  const store: typeof vault.store = async kind => ({ ...(await vault.store(kind)), read: async () => undefined })
  expect(await rotated({ vault: { ...vault, store } })).toContain("does not give it back. It was deleted at AWS again.")
  expect(await home.left()).toEqual([`key/work/${old} ${old}`])
})

describe("AWS learns of a new key in its own time", () => {
  test("it is asked again, for a minute at most, and waited for", async () => {
    let left = 9
    const slept: number[] = []
    const whoIs: RotationParts["whoIs"] = async pair => {
      if (pair.accessKeyId !== old && left-- > 0) throw awsSays("keys-rejected", "InvalidClientTokenId")
      return account.whoIs(pair)
    }
    const said: string[] = []
    const parts = {
      whoIs,
      sleep: async (ms: number) => void slept.push(ms),
      notice: (text: string) => void said.push(text),
    }
    expect(await rotated(parts)).toContain(": deleted")
    expect(said).toContain("AWS does not know the new key yet; asking again in 14 s …")
    expect(slept).toHaveLength(9)
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(60_000)
  })

  test("a wrong signature is not waited for", async () => {
    const slept: number[] = []
    const whoIs: RotationParts["whoIs"] = async pair => {
      if (pair.accessKeyId === old) return account.whoIs(pair)
      throw awsSays("keys-rejected", "SignatureDoesNotMatch")
    }
    expect(await rotated({ whoIs, sleep: async ms => void slept.push(ms) })).toStartWith("keys-rejected")
    expect(slept).toEqual([])
  })

  test("IAM may be later than STS", async () => {
    let left = 2
    const list: Account["iam"]["list"] = async (signer, user) => {
      if (signer.accessKeyId !== old && left-- > 0) throw awsSays("keys-rejected", "InvalidClientTokenId")
      return account.iam.list(signer, user)
    }
    expect(await rotated(iamWith({ list }))).toContain(": deleted")
    expect(left).toBe(-1)
  })
})

const keysOf = (more: Partial<RotationRequest["keys"]>) => ({ keys: { ...home.request().keys, ...more } })

describe("what cannot be rotated is refused before anything is done", () => {
  const rows: readonly (readonly [what: string, request: () => Partial<RotationRequest>, told: string])[] = [
    [
      "temporary keys",
      () => keysOf({ temporary: true }),
      "not-supported: The keys of profile work are temporary: AWS makes new ones by itself. → guise login",
    ],
    [
      "keys in the environment",
      () => keysOf({ from: "environment" }),
      "not-supported: Profile work takes its keys from the environment",
    ],
    [
      "a role's source",
      () => keysOf({ profile: "base" }),
      "not-supported: Profile work has no keys of its own; those behind it are of profile base. → guise keys rotate base",
    ],
  ]
  test.each(rows)("%s", async (_what, request, told) => {
    expect(await rotated({}, request())).toStartWith(told)
    expect(atAws()).toEqual([`${old} active`])
  })

  test("the root user's keys, and those of whoever is no user", async () => {
    const as = (name: string) => rotated({ whoIs: async pair => ({ ...(await account.whoIs(pair)), arn: name }) })
    expect(await as("arn:aws:iam::111122223333:root")).toStartWith(
      "not-supported: The keys of profile work are those of the account's root user",
    )
    expect(await as("arn:aws:sts::111122223333:federated-user/bob")).toStartWith(
      "not-supported: The keys of profile work are not those of an IAM user",
    )
  })

  test("a pair that is split over both files", async () => {
    home.end()
    home = await makeHome("file")
    const folder = join(home.env.HOME ?? "", ".aws")
    writeFileSync(join(folder, "credentials"), `[work]\naws_access_key_id = ${old}\n`)
    appendFileSync(join(folder, "config"), `aws_secret_access_key = ${firstKey.secretAccessKey}\n`)
    expect(await rotated()).toStartWith("not-supported: The key pair of profile work is split over both AWS files")
  })
})

describe("what others did meanwhile", () => {
  test("the old key was deactivated while the new one waited: the new one takes its place", async () => {
    await rotated({ vault: failingVault("keepKeys") })
    const key = account.keys.get(old)
    if (key !== undefined) key.active = false
    expect(await rotated()).toBe(`${old} → ${next}: deleted`)
    expect(atAws()).toEqual([`${next} active`])
  })

  test("another pair took the place of the old one in the file: it stays, and the new one waits", async () => {
    home.end()
    home = await makeHome("file")
    const theirs = { accessKeyId: "AKIAI44QH8DHBEXAMPLF", secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEZ" }
    const file = join(home.env.HOME ?? "", ".aws/credentials")
    const whoIs: Account["whoIs"] = async pair => {
      if (pair.accessKeyId === next)
        writeFileSync(
          file,
          `[work]\naws_access_key_id = ${theirs.accessKeyId}\naws_secret_access_key = ${theirs.secretAccessKey}\n`,
        )
      return account.whoIs(pair)
    }
    expect(await rotated({ whoIs })).toStartWith(
      `profile-invalid: Profile "work" has the key ${theirs.accessKeyId} (credentials), which nobody agreed to replace; it stays.`,
    )
    expect(await home.inUse()).toEqual(theirs)
    expect(await home.left()).toContain(`key-next/work ${next}`)
  })

  test("the old key is gone already when it is to be deactivated and deleted", async () => {
    const setStatus: Account["iam"]["setStatus"] = async (signer, user, keyId) => {
      await account.iam.remove(signer, user, keyId)
      throw awsSays("aws-refused", "NoSuchEntityException")
    }
    expect(await rotated(iamWith({ setStatus }))).toBe(`${old} → ${next}: deleted`)
  })
})

test("a lost key that is listed late is deleted all the same", async () => {
  const create: Account["iam"]["create"] = async (...words) => {
    await account.iam.create(...words)
    throw unreachable
  }
  const late: Account["iam"]["list"] = async (...words) =>
    (await account.iam.list(...words)).filter(({ keyId }) => keyId === old)
  expect(await rotated(iamWith({ create }))).toStartWith("aws-unreachable")
  expect(await rotated(iamWith({ list: late }))).toStartWith("aws-refused: AWS makes no further key for user alice")
  expect(await rotated()).toContain(": deleted")
  expect(atAws()).toEqual(["AKIAMADE2EXAMPLE00000 active"])
})

test("ended between the new pair and the index, the old pair is the one that is used", async () => {
  const vault = openVault(storeHost(home.env, { now: 1_767_225_600 }))
  const pair = JSON.stringify({ accessKeyId: next, secretAccessKey: "of the new one" })
  await (await vault.store("plain")).write(`key/work/${next}`, pair)
  expect((await vault.keysOf("work")).accessKeyId).toBe(old)
})

describe("the record", () => {
  test("keeps key ids and no secret, by profile", async () => {
    await rotated(iamWith({ setStatus: fails(denied) }))
    const text = readFileSync(rotationsFile(home.env), "utf8")
    expect(text).toContain(next)
    expect(text).not.toMatch(/wJalr|secret-of/)
    const records = openRecords(home.env)
    const record = records.read("work")
    expect(records.read("toString")).toBeUndefined()
    if (record !== undefined) records.write("__proto__", record)
    records.remove("work")
    expect(records.read("__proto__")).toEqual(record)
  })

  test.each([
    "{",
    "[]",
    '{"work":{}}',
    '{"work":{"asked":[1],"userArn":"a","oldKeyId":"b","before":[1],"store":"file"}}',
  ])("refuses %s, and says where", async text => {
    writeFileSync(rotationsFile(home.env), text)
    expect(await rotated()).toStartWith(`store-failed: ${rotationsFile(home.env)}, which says how far`)
  })
})
