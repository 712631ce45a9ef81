import { assumeRole } from "./actions/assume-role.ts"
import { assumeRoleWithWebIdentity } from "./actions/assume-role-with-web-identity.ts"
import type { Call } from "./actions/call.ts"
import { getAccessKeyInfo } from "./actions/get-access-key-info.ts"
import { getCallerIdentity } from "./actions/get-caller-identity.ts"
import { getFederationToken } from "./actions/get-federation-token.ts"
import { getSessionToken } from "./actions/get-session-token.ts"
import {
  createAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
  getUser,
  listAccessKeys,
  updateAccessKey,
} from "./actions/iam-keys.ts"
import {
  createVirtualMFADevice,
  deactivateMFADevice,
  deleteVirtualMFADevice,
  enableMFADevice,
  listMFADevices,
  listVirtualMFADevices,
} from "./actions/iam-mfa.ts"
import { iamWords } from "./actions/iam-words.ts"
import { checkConstraints } from "./constraints.ts"
import type { Params } from "./query.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import type { XmlElements } from "./xml.ts"

/** What is done for a call: with its caller proven, or for anybody. */
export type Action =
  | { readonly signed: true; run(call: Call): XmlElements }
  | { readonly signed: false; run(params: Params, world: SandboxWorld): XmlElements }

/** One of AWS's services, as its query API has it. */
export interface Service {
  /** As signatures are scoped to it. */
  readonly name: "sts" | "iam"
  readonly namespace: string
  readonly actions: ReadonlyMap<string, Action>
}

/** True for an action that the sandbox knows; any other is InvalidAction. */
export function hasAction(name: string, version: string): boolean {
  return services.get(version)?.actions.has(name) === true
}

/** The service that speaks this version; STS for one that nobody speaks. */
export function serviceOf(version: string): Service {
  return services.get(version) ?? sts
}

const sts: Service = {
  name: "sts",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  actions: new Map<string, Action>([
    ["AssumeRole", { signed: true, run: assumeRole }],
    ["AssumeRoleWithWebIdentity", { signed: false, run: assumeRoleWithWebIdentity }],
    ["GetAccessKeyInfo", { signed: true, run: getAccessKeyInfo }],
    ["GetCallerIdentity", { signed: true, run: getCallerIdentity }],
    ["GetFederationToken", { signed: true, run: getFederationToken }],
    ["GetSessionToken", { signed: true, run: getSessionToken }],
  ]),
}

const iam: Service = {
  name: "iam",
  namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  actions: new Map([
    iamAction("GetUser", getUser),
    iamAction("CreateAccessKey", createAccessKey),
    iamAction("ListAccessKeys", listAccessKeys),
    iamAction("UpdateAccessKey", updateAccessKey),
    iamAction("DeleteAccessKey", deleteAccessKey),
    iamAction("GetAccessKeyLastUsed", getAccessKeyLastUsed),
    iamAction("CreateVirtualMFADevice", createVirtualMFADevice),
    iamAction("EnableMFADevice", enableMFADevice),
    iamAction("DeactivateMFADevice", deactivateMFADevice),
    iamAction("DeleteVirtualMFADevice", deleteVirtualMFADevice),
    iamAction("ListMFADevices", listMFADevices),
    iamAction("ListVirtualMFADevices", listVirtualMFADevices),
  ]),
}

function iamAction(name: keyof typeof iamWords, act: (call: Call) => XmlElements): readonly [string, Action] {
  const run = (call: Call) => {
    checkConstraints(call.params, iamWords[name])
    return act(call)
  }
  return [name, { signed: true, run }]
}

/** By the version that requests name: each API has its own. */
const services: ReadonlyMap<string, Service> = new Map([
  ["2011-06-15", sts],
  ["2010-05-08", iam],
])
