import { setTimeout as sleep } from "node:timers/promises"
import { maskParams } from "./call-log.ts"
import { type AnswerWorld, CallRecord } from "./call-record.ts"
import { authenticate, identityOf, refuseFederated } from "./caller.ts"
import { AwsError } from "./errors.ts"
import { refusalOf, type Trouble } from "./faults.ts"
import type { HttpRequest, HttpResponse } from "./http.ts"
import { type Params, paramsOf } from "./query.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import { hasAction, type Service, serviceOf } from "./services.ts"
import { errorBody, responseBody, type XmlElements } from "./xml.ts"

const headers = { "Content-Type": "text/xml" }

/** Answers one request to STS or IAM as AWS would, or as a fault wants it, and writes it down. */
export async function answerCall(request: HttpRequest, world: AnswerWorld): Promise<HttpResponse> {
  const record = new CallRecord(request, request.query.get("Action") ?? "(none)")
  let trouble: Trouble = { ms: 0 }
  let service = serviceOf("")
  try {
    const params = paramsOf(request)
    const action = params.get("Action") ?? "NO_ACTION_SPECIFIED"
    const version = params.get("Version") ?? "NO_VERSION_SPECIFIED"
    record.note({ action: action.slice(0, 64), params: maskParams(params) })
    service = serviceOf(version)
    if (!hasAction(action, version))
      throw new AwsError("InvalidAction", `Could not find operation ${action} for version ${version}`)
    trouble = world.faults.take(action)
    if (trouble.ms > 0) await sleep(trouble.ms)
    const refusal = refusalOf(trouble)
    if (refusal !== undefined) throw refusal
    if (trouble.kind !== "drop") {
      const result = await perform(service, action, params, request, world, record)
      const body = responseBody(service.namespace, action, result, record.requestId)
      record.answerWith({ outcome: "ok", status: 200, headers, body })
    }
  } catch (thrown) {
    const error =
      thrown instanceof AwsError ? thrown : new AwsError("InternalFailure", "The request processing has failed.")
    const body = errorBody(service.namespace, error, record.requestId)
    record.answerWith({ outcome: error.code, status: error.status, headers, body })
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
  refuseFederated(caller, service.name, name)
  return action.run({ params, caller, world })
}
