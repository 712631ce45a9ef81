import { GuiseError } from "../errors.ts"
import { present } from "../record.ts"
import { partitionOfArn, roleFrom } from "./arn.ts"
import { type Chain, type Found, isLongLived, type Link, type OpenWebIdentity } from "./chain-shapes.ts"
import { chainedMax, checkDuration, inWords } from "./durations.ts"
import { mergedTags } from "./profile-tags.ts"
import type { Request } from "./request.ts"

/** A chain with the flags worked in, and what the person should know about flags that found nothing to work on. */
export interface Narrowed {
  readonly chain: Chain
  readonly notices: readonly string[]
}

/**
 * Puts the flags where they belong: roles after the profile's own; duration, names, policies and tags on the last
 * role, which alone makes what is handed out. A web identity, when it comes last, takes those that STS has for it.
 * Errors: `usage` for a flag that would give less than one has, when there is no role to give less of.
 */
export function narrow(chain: Chain, request: Request, partition: string): Narrowed {
  const links = [...chain.links, ...(request.roles ?? []).map(role => flagLink(role, partition))]
  const last = links[links.length - 1]
  if (last !== undefined) {
    const wished = withWishedDuration(last, links, chain, request)
    return { chain: { ...chain, links: [...links.slice(0, -1), narrowed(wished, request)] }, notices: [] }
  }
  const { root } = chain.base
  if (root.kind === "web-identity") {
    refuse(request, ["tags", "sourceIdentity", "externalId"], "AssumeRoleWithWebIdentity takes none")
    return { chain: { ...chain, base: narrowedWebIdentity(chain.base, root, request) }, notices: [] }
  }
  refuse(
    request,
    ["readOnly", "policy", "policyArns", "tags", "sourceIdentity"],
    `no role is taken, and ${unnarrowable(chain, request)}`,
  )
  return { chain, notices: idleFlags(request) }
}

/** Why what is handed out cannot be less: of all that makes credentials, STS takes policies and tags for roles only. */
function unnarrowable(chain: Chain, { mfaSerial, noSession }: Request): string {
  const { root } = chain.base
  switch (root.kind) {
    case "keys":
      if (!isLongLived(chain)) return "keys that are temporary already stay what they were made as"
      return (mfaSerial ?? chain.demanded) === undefined || noSession === true
        ? "long-lived keys can always do all that their user can"
        : "an MFA session can do all that its user can: GetSessionToken takes no policy and no tags"
    case "sso":
      return "the sign-in gives a role as it is: GetRoleCredentials takes no policy and no tags"
    case "process":
      return "what a credential_process prints stays what it is"
    default:
      return "these credentials come from the outside as they are"
  }
}

/** `ACCOUNT:ROLE` on the command line is a role in the partition that the profile is in. */
function flagLink(text: string, partition: string): Link {
  const role = roleFrom(text, "--role-arn", "usage", partition)
  return { role, hop: {}, why: "--role-arn names this role." }
}

/** The length that the settings wish for roles whose profile names none. */
function withWishedDuration(
  last: Link,
  links: readonly Link[],
  chain: Chain,
  { duration, roleDuration }: Request,
): Link {
  if (duration !== undefined || last.hop.duration !== undefined || roleDuration === undefined) return last
  // AWS gives more than an hour only to the first role after a user's own keys.
  const most = isLongLived(chain) && links.length === 1 ? roleDuration : Math.min(roleDuration, chainedMax)
  const why = `${last.why} It is asked for ${inWords(most)}, because of role-duration in the settings.`
  return { ...last, why, hop: { ...last.hop, duration: checkDuration(most, "role") } }
}

function narrowed(link: Link, request: Request): Link {
  const { sessionName, externalId, policy, sourceIdentity } = request
  const tags = mergedTags(link.hop.tags, request.tags)
  const duration = request.duration === undefined ? undefined : checkDuration(request.duration, "role")
  const policyArns = policiesOf(request, link.role.partition)
  const flags = present({ sessionName, externalId, duration, policy, policyArns, tags, sourceIdentity })
  return { ...link, hop: { ...link.hop, ...flags } }
}

function narrowedWebIdentity(base: Found, root: OpenWebIdentity, request: Request): Found {
  const { sessionName, policy } = request
  const asked = request.duration ?? root.duration ?? request.roleDuration
  const duration = asked === undefined ? undefined : checkDuration(asked, "web-identity")
  const policyArns = policiesOf(request, partitionOfArn(root.roleArn) ?? "aws")
  return { ...base, root: { ...root, ...present({ sessionName, duration, policy, policyArns }) } }
}

/** `--read-only` is AWS's own ReadOnlyAccess as a session policy: what the role may do and that policy allows. */
function policiesOf({ readOnly, policy, policyArns }: Request, partition: string): readonly string[] | undefined {
  if (!readOnly) return policyArns?.length ? policyArns : undefined
  // A session may do what any of its policies allows: another one beside ReadOnlyAccess would give back what it takes.
  if (policy !== undefined || policyArns?.length)
    throw new GuiseError("usage", "--read-only and --policy together would allow the sum of both.", {
      hint: "choose one",
    })
  return [`arn:${partition}:iam::aws:policy/ReadOnlyAccess`]
}

const flagOf = {
  readOnly: "--read-only",
  policy: "--policy",
  policyArns: "--policy",
  tags: "--tags",
  sourceIdentity: "--source-identity",
  externalId: "--external-id",
  sessionName: "--session-name",
} as const

function refuse(request: Request, fields: readonly (keyof typeof flagOf)[], because: string): void {
  const asked = fields.find(field => isAsked(request[field]))
  if (asked === undefined) return
  throw new GuiseError("usage", `${flagOf[asked]} has nothing to work on: ${because}.`, {
    hint: "name a role after the profile: --role-arn 123456789012:NAME",
  })
}

function idleFlags(request: Request): readonly string[] {
  return (["externalId", "sessionName"] as const)
    .filter(field => isAsked(request[field]))
    .map(field => `${flagOf[field]} has no effect: no role is taken.`)
}

function isAsked(value: string | boolean | readonly unknown[] | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
