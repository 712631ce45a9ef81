import { AwsError, validation } from "../errors.ts"
import type { AccessKey } from "../iam-state.ts"
import type { User } from "../state.ts"
import type { XmlElements } from "../xml.ts"
import type { Call } from "./call.ts"
import { instant, subjectOf, userElement } from "./iam-user.ts"

/** AWS's quota, which nobody can have raised. */
const keysPerUser = 2

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
export function getUser(call: Call): XmlElements {
  return { User: userElement(subjectOf(call, "GetUser")) }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html */
export function createAccessKey(call: Call): XmlElements {
  const user = subjectOf(call, "CreateAccessKey")
  const { iam } = call.world
  if (iam.keysOf(user).length >= keysPerUser)
    throw new AwsError("LimitExceeded", `Cannot exceed quota for AccessKeysPerUser: ${keysPerUser}`)
  const key = iam.createKey(user)
  return { AccessKey: { ...metadataOf(key), SecretAccessKey: key.secret } }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html: all of them, two at most, in one page. */
export function listAccessKeys(call: Call): XmlElements {
  const user = subjectOf(call, "ListAccessKeys")
  const { params, world } = call
  const most = Number(params.get("MaxItems") ?? 100)
  const marker = params.get("Marker") ?? "0"
  if (!/^\d{1,4}$/.test(marker)) throw validation("Invalid Marker.")
  const start = Number(marker)
  const keys = world.iam.keysOf(user)
  const more = start + most < keys.length
  return {
    UserName: user.name,
    AccessKeyMetadata: keys.slice(start, start + most).map(metadataOf),
    IsTruncated: String(more),
    Marker: more ? String(start + most) : undefined,
  }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html */
export function updateAccessKey(call: Call): XmlElements {
  const key = keyOf(call, "UpdateAccessKey")
  key.active = call.params.get("Status") === "Active"
  return {}
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export function deleteAccessKey(call: Call): XmlElements {
  call.world.iam.removeKey(keyOf(call, "DeleteAccessKey").id)
  return {}
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
export function getAccessKeyLastUsed(call: Call): XmlElements {
  const { user, lastUsed } = keyOf(call, "GetAccessKeyLastUsed", false)
  const used =
    lastUsed === undefined
      ? { ServiceName: "N/A", Region: "N/A" }
      : { LastUsedDate: instant(lastUsed.at), ServiceName: lastUsed.service, Region: lastUsed.region }
  return { UserName: user.name, AccessKeyLastUsed: used }
}

function keyOf(call: Call, action: string, named = true): AccessKey {
  const { params, world } = call
  const id = params.get("AccessKeyId") ?? ""
  const user = named ? subjectOf(call, action) : subjectOf({ ...call, params: new Map() }, action)
  const key = world.iam.key(id)
  if (key !== undefined && isOf(key, user)) return key
  throw new AwsError("NoSuchEntity", `The Access Key with id ${id} cannot be found.`)
}

function isOf(key: AccessKey, user: User): boolean {
  return key.user === user || (user.root && key.user.account === user.account)
}

function metadataOf({ id, user, active, createdAt }: AccessKey): XmlElements {
  return {
    UserName: user.name,
    AccessKeyId: id,
    Status: active ? "Active" : "Inactive",
    CreateDate: instant(createdAt),
  }
}
