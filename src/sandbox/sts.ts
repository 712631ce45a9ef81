import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { assumeRole } from "./actions/assume-role.ts"
import { assumeRoleWithWebIdentity } from "./actions/assume-role-with-web-identity.ts"
import type { Call } from "./actions/call.ts"
import { getAccessKeyInfo } from "./actions/get-access-key-info.ts"
import { getCallerIdentity } from "./actions/get-caller-identity.ts"
import { getSessionToken } from "./actions/get-session-token.ts"
import { type CallLog, type LoggedCall, maskParams } from "./call-log.ts"
import { authenticate, identityOf } from "./caller.ts"
import { AwsError } from "./errors.ts"
import { type Faults, refusalOf, type Trouble } from "./faults.ts"
import type { HttpRequest, HttpResponse } from "./http.ts"
import { type Params, parseQuery } from "./query.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import { errorBody, responseBody, type XmlElements } from "./xml.ts"

type Action =
  | { readonly signed: true; run(call: Call): XmlElements }
  | { readonly signed: false; run(params: Params, world: SandboxWorld): XmlElements }

/** Every action the sandbox knows; any other is InvalidAction. */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["AssumeRole", { signed: true, run: assumeRole }],
  ["AssumeRoleWithWebIdentity", { signed: false, run: assumeRoleWithWebIdentity }],
  ["GetAccessKeyInfo", { signed: true, run: getAccessKeyInfo }],
  ["GetCallerIdentity", { signed: true, run: getCallerIdentity }],
  ["GetSessionToken", { signed: true, run: getSessionToken }],
])

export interface StsWorld extends SandboxWorld {
  readonly faults: Faults
  readonly log: CallLog
}

/** Answers one request to STS as AWS would, or as a fault wants it, and writes it down. */
export async function answerSts(request: HttpRequest, world: StsWorld): Promise<HttpResponse> {
  const record = new CallRecord(request)
  let trouble: Trouble = { ms: 0 }
  try {
    const { action, params } = parseQuery(request.query, request.body.toString("utf8"), name => actions.has(name))
    record.note({ action, params: maskParams(params) })
    trouble = world.faults.take(action)
    if (trouble.ms > 0) await sleep(trouble.ms)
    const refusal = refusalOf(trouble.kind)
    if (refusal !== undefined) throw refusal
    if (trouble.kind !== "drop") record.succeed(action, await perform(action, params, request, world, record))
  } catch (error) {
    record.refuse(
      error instanceof AwsError ? error : new AwsError("InternalFailure", "The request processing has failed."),
    )
  }
  return record.finish(world, trouble)
}

async function perform(
  name: string,
  params: Params,
  request: HttpRequest,
  world: SandboxWorld,
  record: CallRecord,
): Promise<XmlElements> {
  const action = actions.get(name)
  if (action === undefined) throw new AwsError("InvalidAction", `Could not find operation ${name}`)
  if (!action.signed) return action.run(params, world)
  const caller = await authenticate(request, world)
  record.note({ principal: identityOf(caller).arn })
  return action.run({ params, caller, world })
}

/** What is known of a call so far, for its answer and for the log. */
class CallRecord {
  private readonly requestId = randomUUID()
  private call: Omit<LoggedCall, "time" | "requestId" | "outcome" | "status">
  private outcome = "dropped"
  private status = 0
  private body = ""

  constructor(request: HttpRequest) {
    const header = request.headers.get("authorization") ?? request.query.get("X-Amz-Credential") ?? ""
    const [, accessKeyId, region] = /(?:Credential=|^)(\w{16,128})\/\d{8}\/([\w-]+)\//.exec(header) ?? []
    this.call = {
      action: (request.query.get("Action") ?? "(none)").slice(0, 64),
      ...(accessKeyId === undefined ? {} : { accessKeyId }),
      ...(region === undefined ? {} : { region }),
      params: {},
    }
  }

  note(more: Partial<LoggedCall>): void {
    this.call = { ...this.call, ...more }
  }

  succeed(action: string, result: XmlElements): void {
    this.status = 200
    this.outcome = "ok"
    this.body = responseBody(action, result, this.requestId)
  }

  refuse(error: AwsError): void {
    this.status = error.status
    this.outcome = error.code
    this.body = errorBody(error, this.requestId)
  }

  finish(world: StsWorld, { kind }: Trouble): HttpResponse {
    const { requestId, status, body } = this
    const lost = kind === "drop-after" ? "dropped after " : kind === "truncate" ? "truncated " : ""
    const now = world.clock.now() * 1000
    world.log.add({
      time: new Date(now).toISOString(),
      requestId,
      ...this.call,
      outcome: `${lost}${this.outcome}`,
      status,
    })
    const headers = { "x-amzn-RequestId": requestId, "Content-Type": "text/xml", Date: new Date(now).toUTCString() }
    const fate = kind === "drop" || kind === "drop-after" ? "drop" : kind === "truncate" ? "truncate" : undefined
    return fate === undefined ? { status, headers, body } : { status, headers, body, fate }
  }
}
