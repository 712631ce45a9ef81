import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type CallLog, type LoggedCall, maskParams } from "./call-log.ts"
import { authenticate, identityOf } from "./caller.ts"
import { AwsError } from "./errors.ts"
import { type Faults, refusalOf, type Trouble } from "./faults.ts"
import type { HttpRequest, HttpResponse } from "./http.ts"
import { type Params, parseQuery } from "./query.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import { hasAction, type Service, serviceOf } from "./services.ts"
import { errorBody, responseBody, type XmlElements } from "./xml.ts"

export interface AnswerWorld extends SandboxWorld {
  readonly faults: Faults
  readonly log: CallLog
}

/** Answers one request to STS or IAM as AWS would, or as a fault wants it, and writes it down. */
export async function answerCall(request: HttpRequest, world: AnswerWorld): Promise<HttpResponse> {
  const record = new CallRecord(request)
  let trouble: Trouble = { ms: 0 }
  try {
    const query = parseQuery(request.query, request.body.toString("utf8"), (name, version) => hasAction(name, version))
    const { action, params } = query
    const service = serviceOf(query.version)
    record.of(service)
    record.note({ action, params: maskParams(params) })
    trouble = world.faults.take(action)
    if (trouble.ms > 0) await sleep(trouble.ms)
    const refusal = refusalOf(trouble.kind)
    if (refusal !== undefined) throw refusal
    if (trouble.kind !== "drop") record.succeed(action, await perform(service, action, params, request, world, record))
  } catch (error) {
    record.refuse(
      error instanceof AwsError ? error : new AwsError("InternalFailure", "The request processing has failed."),
    )
  }
  return record.finish(world, trouble)
}

async function perform(
  service: Service,
  name: string,
  params: Params,
  request: HttpRequest,
  world: SandboxWorld,
  record: CallRecord,
): Promise<XmlElements> {
  const action = service.actions.get(name)
  if (action === undefined) throw new AwsError("InvalidAction", `Could not find operation ${name}`)
  if (!action.signed) return action.run(params, world)
  const caller = await authenticate(request, service.name, world)
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
  private namespace = serviceOf("").namespace

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

  of({ namespace }: Service): void {
    this.namespace = namespace
  }

  note(more: Partial<LoggedCall>): void {
    this.call = { ...this.call, ...more }
  }

  succeed(action: string, result: XmlElements): void {
    this.status = 200
    this.outcome = "ok"
    this.body = responseBody(this.namespace, action, result, this.requestId)
  }

  refuse(error: AwsError): void {
    this.status = error.status
    this.outcome = error.code
    this.body = errorBody(this.namespace, error, this.requestId)
  }

  finish(world: AnswerWorld, { kind }: Trouble): HttpResponse {
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
