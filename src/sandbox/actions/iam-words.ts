import type { Constraint } from "../constraints.ts"

const name = { length: [1, 128], pattern: [/^[\w+=,.@-]*$/, "[\\w+=,.@-]+"] } as const
const code = { required: true, length: [6, 6], pattern: [/^\d*$/, "[\\d]+"] } as const

const userName = { ...name, name: "UserName" } as const
const accessKeyId = { name: "AccessKeyId", required: true, length: [16, 128], pattern: [/^\w*$/, "[\\w]+"] } as const
const serialNumber = {
  name: "SerialNumber",
  required: true,
  length: [9, 256],
  pattern: [/^[\w+=/:,.@-]*$/, "[\\w+=/:,.@-]+"],
} as const
const maxItems = { name: "MaxItems", range: [1, 1000] } as const

/** What the service model says about the words of each call. Source: the IAM service model, 2010-05-08. */
export const iamWords = {
  GetUser: [userName],
  CreateAccessKey: [userName],
  ListAccessKeys: [userName, maxItems],
  UpdateAccessKey: [userName, accessKeyId, { name: "Status", required: true, oneOf: ["Active", "Inactive"] }],
  DeleteAccessKey: [userName, accessKeyId],
  GetAccessKeyLastUsed: [accessKeyId],
  CreateVirtualMFADevice: [{ ...name, name: "VirtualMFADeviceName", required: true, length: [1, 226] }],
  EnableMFADevice: [
    { ...userName, required: true },
    serialNumber,
    { ...code, name: "AuthenticationCode1" },
    { ...code, name: "AuthenticationCode2" },
  ],
  DeactivateMFADevice: [userName, serialNumber],
  DeleteVirtualMFADevice: [serialNumber],
  ListMFADevices: [userName, maxItems],
  ListVirtualMFADevices: [{ name: "AssignmentStatus", oneOf: ["Assigned", "Unassigned", "Any"] }, maxItems],
} as const satisfies Readonly<Record<string, readonly Constraint[]>>
