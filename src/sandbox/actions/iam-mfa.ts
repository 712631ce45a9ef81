import { randomBytes } from "node:crypto"
import { AwsError } from "../errors.ts"
import type { Device } from "../iam-state.ts"
import { base32Text } from "../ids.ts"
import type { User } from "../state.ts"
import { codeAt } from "../totp.ts"
import type { XmlElements } from "../xml.ts"
import type { Call } from "./call.ts"
import { instant, subjectOf, userElement } from "./iam-user.ts"

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html, without the picture. */
export function createVirtualMFADevice(call: Call): XmlElements {
  const { account, arn } = subjectOf(call, "CreateVirtualMFADevice")
  const { params, world } = call
  const serial = `arn:${arn.split(":")[1]}:iam::${account}:mfa/${params.get("VirtualMFADeviceName")}`
  if (world.iam.device(serial) !== undefined)
    throw new AwsError("EntityAlreadyExists", `MFADevice entity at the same path and name already exists.`)
  const seed = base32Text(randomBytes(40))
  world.iam.addDevice({ serial, seed, account })
  // AWS base64-encodes the base32 text, as it does every blob.
  return { VirtualMFADevice: { SerialNumber: serial, Base32StringSeed: Buffer.from(seed).toString("base64") } }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html: two codes in a row prove the seed. */
export function enableMFADevice(call: Call): XmlElements {
  const user = subjectOf(call, "EnableMFADevice")
  const device = deviceOf(call, user)
  const { params, world } = call
  if (device.user !== undefined) throw new AwsError("EntityAlreadyExists", "Device already in use.")
  const now = world.clock.now()
  const given = [params.get("AuthenticationCode1"), params.get("AuthenticationCode2")]
  const fits = [-2, -1, 0, 1].some(
    at => codeAt(device.seed, now + at * 30) === given[0] && codeAt(device.seed, now + (at + 1) * 30) === given[1],
  )
  if (!fits) throw new AwsError("InvalidAuthenticationCode", "Authentication code for device is not valid.")
  device.user = user
  device.enabledAt = Math.floor(now)
  return {}
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html */
export function deactivateMFADevice(call: Call): XmlElements {
  const user = subjectOf(call, "DeactivateMFADevice")
  const device = deviceOf(call, user)
  if (device.user !== user) throw noSuchDevice(device.serial)
  delete device.user
  return {}
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html */
export function deleteVirtualMFADevice(call: Call): XmlElements {
  const device = deviceOf(call, subjectOf(call, "DeleteVirtualMFADevice"))
  if (device.user !== undefined)
    throw new AwsError("DeleteConflict", "Cannot delete entity, must remove users from the device first.")
  call.world.iam.removeDevice(device.serial)
  return {}
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html */
export function listMFADevices(call: Call): XmlElements {
  const user = subjectOf(call, "ListMFADevices")
  const own = call.world.iam.devices(user.account).filter(device => device.user === user)
  const shown = own.map(({ serial, enabledAt = 0 }) => ({
    UserName: user.name,
    SerialNumber: serial,
    EnableDate: instant(enabledAt),
  }))
  return { MFADevices: shown, IsTruncated: "false" }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html: never the seeds. */
export function listVirtualMFADevices(call: Call): XmlElements {
  const { account } = subjectOf(call, "ListVirtualMFADevices")
  const wanted = call.params.get("AssignmentStatus") ?? "Any"
  const fitting = call.world.iam
    .devices(account)
    .filter(({ user }) => wanted === "Any" || (wanted === "Assigned") === (user !== undefined))
  const shown = fitting.map(({ serial, user, enabledAt }) => ({
    SerialNumber: serial,
    User: user && userElement(user),
    EnableDate: enabledAt === undefined ? undefined : instant(enabledAt),
  }))
  return { VirtualMFADevices: shown, IsTruncated: "false" }
}

/** A device of the user's own account: of others nobody here knows anything. */
function deviceOf({ params, world }: Call, { account }: User): Device {
  const serial = params.get("SerialNumber") ?? ""
  const device = world.iam.device(serial)
  if (device?.account !== account) throw noSuchDevice(serial)
  return device
}

function noSuchDevice(serial: string): AwsError {
  return new AwsError("NoSuchEntity", `MFA Device with serial number ${serial} does not exist.`)
}
