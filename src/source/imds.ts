import { GuiseError } from "../errors.ts"
import type { ImdsRoot } from "../plan/roots.ts"
import { texts } from "../plan/texts.ts"
import type { Credentials, World } from "../types.ts"
import { type Imds, openImds } from "./imds-session.ts"
import { readMachineDocument, servedOn } from "./machine-document.ts"

const rolesPath = "latest/meta-data/iam/security-credentials/"

/**
 * The role of this EC2 instance: IMDSv2, and IMDSv1 where the AWS CLI falls back to it and nothing forbids that.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
 * Errors: `no-credentials` (no instance, or one without a role), `aws-refused`, `aws-throttled`, `aws-unreachable`.
 */
export async function fromImds(root: ImdsRoot, world: World): Promise<Credentials> {
  const imds = await openImds(root, world)
  const role = await roleOf(imds)
  const text = await imds.get(`${rolesPath}${role}`, body => "trouble" in readMachineDocument(body))
  if (text === undefined) throw noRole(imds, `its role ${role} has gone`)
  const made = readMachineDocument(text)
  if ("accessKeyId" in made) return servedOn(made, `This instance's metadata service (${imds.where})`, world)
  if ("trouble" in made) throw imds.strange(made.trouble)
  throw new GuiseError("aws-refused", `This instance has the role ${role}, and gets no credentials: ${made.refused}.`, {
    hint: `check that the role ${role} exists, and that its trust policy names ec2.amazonaws.com`,
  })
}

/**
 * The region that this instance is in, for who named none: as the AWS CLI finds it. Undefined where the instance does not
 * say. Errors: as `fromImds`.
 */
export async function regionOfInstance(root: ImdsRoot, world: World): Promise<string | undefined> {
  const imds = await openImds(root, world)
  const region = (await imds.get("latest/meta-data/placement/region", body => body.trim() === ""))?.trim()
  // It becomes part of a host's name.
  return region !== undefined && texts.region.pattern.test(region) ? region : undefined
}

async function roleOf(imds: Imds): Promise<string> {
  const text = await imds.get(rolesPath, body => body.trim() === "")
  const [role = ""] = text?.trim().split(/\r?\n/) ?? []
  if (text === undefined || role === "") throw noRole(imds, "no role is attached to it")
  // It becomes part of an address. Source: IAM API reference, RoleName.
  if (!/^[\w+=,.@-]{1,64}$/.test(role)) throw imds.strange("a role's name that can be none")
  return role
}

function noRole({ where }: Imds, why: string): GuiseError {
  return new GuiseError("no-credentials", `This instance gives no credentials: ${why} (asked at ${where}).`, {
    hint: "attach an instance profile to it, or name a profile: guise list",
  })
}
