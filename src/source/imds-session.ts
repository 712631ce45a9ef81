import { GuiseError } from "../errors.ts"
import type { ImdsRoot } from "../plan/roots.ts"
import type { World } from "../types.ts"
import { askMachine, type MachineAnswer, type MachineQuestion } from "./machine-answer.ts"

/** A conversation with an instance's metadata service. */
export interface Imds {
  /** Its address, without a path that may be secret. */
  readonly where: string
  /**
   * What stands at a path; undefined where nothing does (404). `again`: the text is no good, and another try may do.
   * Errors: `no-credentials` (nobody answers), `aws-refused`, `aws-throttled`, `aws-unreachable`.
   */
  get(path: string, again: (body: string) => boolean): Promise<string | undefined>
  /** The error for an answer that is not AWS's. */
  strange(trouble: string): GuiseError
}

const ownAddress = "http://169.254.169.254"
const tokenSeconds = "21600"

/**
 * Begins with a session token, as IMDSv2 wants. Without one (HTTP 403, 404 and 405, and a token that never came: it is
 * lost behind a container's network hop) the AWS CLI goes on as IMDSv1, and so does guise, unless that is forbidden.
 * Errors: `no-credentials` (nobody answers), `aws-refused`, `aws-unreachable`.
 */
export async function openImds(root: ImdsRoot, world: Pick<World, "detail">): Promise<Imds> {
  const base = new URL(root.endpoint ?? ownAddress)
  const where = `${base.protocol}//${base.host}`
  const at = (path: string) => `${base.href.replace(/[?#].*$/, "").replace(/\/$/, "")}/${path}`
  const ask = (question: Omit<MachineQuestion, "timeoutSeconds">) =>
    askMachine({ ...question, timeoutSeconds: root.timeout ?? 1 })
  const tries = root.attempts ?? 1
  const newToken = () => tokenFrom(ask, at("latest/api/token"), tries, where)
  let token = await newToken()
  if (token === undefined && root.v2Only === true) throw v1Forbidden(where)
  if (token === undefined) world.detail(`${where} gives no session token (IMDSv2): it is asked as IMDSv1.`)

  const once = (path: string) =>
    ask({ url: at(path), method: "GET", headers: token === undefined ? {} : { "x-aws-ec2-metadata-token": token } })
  return {
    where,
    strange: trouble => strange(where, trouble),
    async get(path, again) {
      let answer = await once(path)
      for (let tried = 1; tried < tries && isPassing(answer, again); tried += 1) answer = await once(path)
      if ("status" in answer && answer.status === 401 && token !== undefined) {
        // Whoever answers has forgotten the token: it was started anew meanwhile.
        token = await newToken()
        answer = await once(path)
      }
      return textIn(answer, where)
    },
  }
}

type Ask = (question: Omit<MachineQuestion, "timeoutSeconds">) => Promise<MachineAnswer>

async function tokenFrom(ask: Ask, url: string, tries: number, where: string): Promise<string | undefined> {
  const headers = { "x-aws-ec2-metadata-token-ttl-seconds": tokenSeconds, "content-length": "0" }
  for (let tried = 1; ; tried += 1) {
    const answer = await ask({ url, method: "PUT", headers })
    if ("status" in answer && answer.status === 200) return tokenIn(answer.body, where)
    if ("status" in answer && answer.status === 400) throw refused(where, 400)
    // A closed door is no older version of the service.
    if ("silence" in answer && answer.silence === "not-reached" && tried >= tries) throw unreachable(where, answer.why)
    const final = "status" in answer ? [403, 404, 405].includes(answer.status) : answer.silence === "timed-out"
    if (final || tried >= tries) return undefined
  }
}

/** It goes into a header. */
function tokenIn(body: string, where: string): string {
  const token = body.trim()
  if (/^[\x21-\x7e]{1,4096}$/.test(token)) return token
  throw strange(where, "a session token that can be none")
}

function isPassing(answer: MachineAnswer, again: (body: string) => boolean): boolean {
  if ("silence" in answer) return true
  return answer.status === 200 ? again(answer.body) : answer.status === 429 || answer.status >= 500
}

function textIn(answer: MachineAnswer, where: string): string | undefined {
  if ("silence" in answer) throw unreachable(where, answer.why)
  if (answer.status === 200) return answer.body
  if (answer.status === 404) return undefined
  throw refused(where, answer.status)
}

function refused(where: string, status: number): GuiseError {
  const code = status === 429 ? "aws-throttled" : status >= 500 ? "aws-unreachable" : "aws-refused"
  return new GuiseError(code, `This instance's metadata service (${where}) answered with HTTP ${status}.`, {
    hint: "check that the instance's metadata options allow access (aws ec2 modify-instance-metadata-options)",
  })
}

/** An instance always has the service: where none answers, there is no instance. */
function unreachable(where: string, why: string): GuiseError {
  return new GuiseError("no-credentials", `There is no EC2 instance's role to take: at ${where} ${why}.`, {
    hint: "name a profile (guise list); on an EC2 instance, raise AWS_METADATA_SERVICE_TIMEOUT",
  })
}

function v1Forbidden(where: string): GuiseError {
  return new GuiseError(
    "aws-refused",
    `This instance's metadata service (${where}) gives no session token (IMDSv2), and AWS_EC2_METADATA_V1_DISABLED or ec2_metadata_v1_disabled forbids asking without one.`,
    { hint: "in a container, raise the instance's hop limit: aws ec2 modify-instance-metadata-options" },
  )
}

function strange(where: string, trouble: string): GuiseError {
  return new GuiseError(
    "aws-unreachable",
    `This instance's metadata service (${where}) is not speaking as AWS: it answered ${trouble}.`,
    { hint: "check AWS_EC2_METADATA_SERVICE_ENDPOINT: something else may be listening there" },
  )
}
