import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import {
  CreateAccessKeyCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam"
import { GetSessionTokenCommand } from "@aws-sdk/client-sts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { codeAt } from "../../src/sandbox/totp.ts"
import { alice, clientOf, type Keys, keysOf, refusal, serial, signedCall, stillClock } from "./client.ts"
import { startWith } from "./rest.ts"

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
})
afterEach(() => sandbox.close())

function iam(keys: Keys = alice): IAMClient {
  const region = "us-east-1"
  return new IAMClient({
    region,
    endpoint: sandbox.url,
    credentials: keys,
    maxAttempts: 1,
    systemClockOffset: sandbox.clock.now() * 1000 - Date.now(),
  })
}

const made = async () => {
  const { AccessKey: key } = await iam().send(new CreateAccessKeyCommand({}))
  return { accessKeyId: key?.AccessKeyId ?? "", secretAccessKey: key?.SecretAccessKey ?? "" }
}
const statuses = async () =>
  ((await iam().send(new ListAccessKeysCommand({}))).AccessKeyMetadata ?? []).map(each => each.Status)

describe("access keys", () => {
  test("a new one is refused everywhere until AWS knows it, and then as good as the old one", async () => {
    const keys = await made()
    const refused = "403 InvalidClientTokenId: The security token included in the request is invalid."
    expect(await refusal(iam(keys).send(new GetUserCommand({})))).toBe(refused)
    sandbox.clock.advance(2)
    expect((await iam(keys).send(new GetUserCommand({}))).User?.UserName).toBe("alice")
    expect(await statuses()).toEqual(["Active", "Active"])
  })

  test("are two at most", async () => {
    await made()
    expect(await refusal(made())).toBe("409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2")
  })

  test("switched off are refused, with the sessions made from them; on again they work", async () => {
    const keys = await made()
    sandbox.clock.advance(60)
    const mfa = { SerialNumber: serial, TokenCode: sandbox.codeFor(serial) ?? "" }
    const session = keysOf(await clientOf(sandbox, keys).send(new GetSessionTokenCommand(mfa)))
    expect((await iam(session).send(new GetUserCommand({}))).User?.UserName).toBe("alice")
    const change = (Status: "Active" | "Inactive") =>
      iam().send(new UpdateAccessKeyCommand({ AccessKeyId: keys.accessKeyId, Status }))
    await change("Inactive")
    for (const each of [keys, session])
      expect(await refusal(iam(each).send(new GetUserCommand({})))).toStartWith("403 InvalidClientTokenId")
    await change("Active")
    for (const each of [keys, session]) expect((await iam(each).send(new GetUserCommand({}))).User).toBeDefined()
    await iam().send(new DeleteAccessKeyCommand({ AccessKeyId: keys.accessKeyId }))
    expect(await refusal(iam(keys).send(new GetUserCommand({})))).toStartWith("403 InvalidClientTokenId")
    expect(await statuses()).toEqual(["Active"])
  })

  test("tell when and where they were last used", async () => {
    const { accessKeyId } = await made()
    const used = async (id: string) =>
      (await iam().send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id }))).AccessKeyLastUsed
    expect(await used(accessKeyId)).toEqual({ ServiceName: "N/A", Region: "N/A" })
    expect(await used(alice.accessKeyId)).toMatchObject({ ServiceName: "iam", Region: "us-east-1" })
  })

  test("of somebody else are not one's own to manage", async () => {
    const list = iam().send(new ListAccessKeysCommand({ UserName: "bob" }))
    expect(await refusal(list)).toStartWith(
      "403 AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListAccessKeys",
    )
    const update = iam().send(new DeleteAccessKeyCommand({ AccessKeyId: "AKIAI44QH8DHBEXAMPLE" }))
    expect(await refusal(update)).toStartWith("404 NoSuchEntity")
  })

  test("a session without MFA opens nothing of IAM", async () => {
    const session = keysOf(await clientOf(sandbox).send(new GetSessionTokenCommand({})))
    expect(await refusal(iam(session).send(new GetUserCommand({})))).toStartWith("403 InvalidClientTokenId")
  })
})

describe("MFA devices", () => {
  test("are made, proven with two codes in a row, listed, and taken away", async () => {
    const { VirtualMFADevice: device } = await iam().send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "new" }),
    )
    const seed = Buffer.from(device?.Base32StringSeed ?? []).toString()
    expect(seed).toMatch(/^[A-Z2-7]{64}$/)
    const SerialNumber = device?.SerialNumber ?? ""
    const now = sandbox.clock.now()
    const enable = (AuthenticationCode1: string, AuthenticationCode2: string) =>
      iam().send(
        new EnableMFADeviceCommand({ UserName: "alice", SerialNumber, AuthenticationCode1, AuthenticationCode2 }),
      )
    const [first, second] = [codeAt(seed, now - 30), codeAt(seed, now)]
    expect(await refusal(enable(second, first))).toStartWith("403 InvalidAuthenticationCode")
    await enable(first, second)
    const listed = async () =>
      ((await iam().send(new ListMFADevicesCommand({}))).MFADevices ?? []).map(each => each.SerialNumber)
    expect(await listed()).toEqual([serial, SerialNumber])
    sandbox.clock.advance(60)
    const mfa = { SerialNumber, TokenCode: sandbox.codeFor(SerialNumber) ?? "" }
    expect(keysOf(await clientOf(sandbox).send(new GetSessionTokenCommand(mfa))).accessKeyId).toStartWith("ASIA")
    expect(await refusal(iam().send(new DeleteVirtualMFADeviceCommand({ SerialNumber })))).toStartWith(
      "409 DeleteConflict",
    )
    await iam().send(new DeactivateMFADeviceCommand({ UserName: "alice", SerialNumber }))
    await iam().send(new DeleteVirtualMFADeviceCommand({ SerialNumber }))
    expect(await listed()).toEqual([serial])
  })
})

test("a user is told with its path", async () => {
  const pair = { id: "AKIAFAR00000EXAMPLE", secret: "secret-of-far" }
  const state = { accounts: { "444455556666": { users: { far: { path: "/team/", keys: [pair] } } } } }
  const local = await startWith(state)
  const keys = { accessKeyId: pair.id, secretAccessKey: pair.secret }
  const { User: user } = await new IAMClient({ region: "us-east-1", endpoint: local.url, credentials: keys }).send(
    new GetUserCommand({}),
  )
  expect([user?.Path, user?.Arn]).toEqual(["/team/", "arn:aws:iam::444455556666:user/team/far"])
  await local.close()
})

test("a device of another account is none", async () => {
  const pair = { id: "AKIAFAR00000EXAMPLE", secret: "secret-of-far" }
  const state = { accounts: { "111122223333": {}, "444455556666": { users: { far: { keys: [pair] } } } } }
  const other = await startWith(state)
  const SerialNumber = "arn:aws:iam::111122223333:mfa/new"
  other.iam.addDevice({ serial: SerialNumber, seed: "GEZDGNBVGY3TQOJQ", account: "111122223333" })
  const far = new IAMClient({
    region: "us-east-1",
    endpoint: other.url,
    credentials: { accessKeyId: pair.id, secretAccessKey: pair.secret },
    maxAttempts: 1,
  })
  expect(await refusal(far.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })))).toStartWith("404 NoSuchEntity")
  expect(other.iam.device(SerialNumber)).toBeDefined()
  await other.close()
})

describe("what the service model does not let pass is refused by name", () => {
  const wrong = "400 ValidationError: 1 validation error detected: Value"
  test.each([
    [{ Action: "ListAccessKeys", MaxItems: "1e1" }, `${wrong} '1e1' at 'maxItems'`],
    [{ Action: "ListAccessKeys", Marker: "-1" }, "400 ValidationError: Invalid Marker."],
    [{ Action: "ListAccessKeys", UserName: "" }, `${wrong} '' at 'userName'`],
    [{ Action: "DeleteAccessKey" }, `${wrong} null at 'accessKeyId'`],
    [{ Action: "UpdateAccessKey", AccessKeyId: alice.accessKeyId }, `${wrong} null at 'status'`],
    [{ Action: "UpdateAccessKey", AccessKeyId: alice.accessKeyId, Status: "active" }, `${wrong} 'active' at 'status'`],
    [{ Action: "ListVirtualMFADevices", AssignmentStatus: "all" }, `${wrong} 'all' at 'assignmentStatus'`],
    [{ Action: "CreateVirtualMFADevice", VirtualMFADeviceName: "a/b" }, `${wrong} 'a/b' at 'virtualMFADeviceName'`],
    [{ Action: "DeactivateMFADevice", SerialNumber: "short" }, `${wrong} 'short' at 'serialNumber'`],
  ])("%j", async (words, answer) => {
    const params = { Version: "2010-05-08", ...words }
    expect(await signedCall(sandbox, { service: "iam", params })).toStartWith(answer)
  })
})

test("a reset brings back what the state says", async () => {
  await made()
  sandbox.reset()
  expect(await statuses()).toEqual(["Active"])
})
