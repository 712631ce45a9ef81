import { setTimeout as sleep } from "node:timers/promises"
import { maskParams } from "./call-log.ts"
import { type Answer, type AnswerWorld, CallRecord } from "./call-record.ts"
import type { HttpRequest, HttpResponse } from "./http.ts"
import { originOf } from "./http.ts"
import { repeatedIn } from "./query.ts"
import { type Operation, Words } from "./rest.ts"
import { oidcError, portalError, RestError, restRefusal, signInError } from "./rest-errors.ts"

/** Answers one call of Identity Center or Sign-In as AWS would, or as a fault wants it, and writes it down. */
export async function answerRest(
  operation: Operation,
  request: HttpRequest,
  world: AnswerWorld,
): Promise<HttpResponse> {
  const record = new CallRecord(request, operation.name)
  const trouble = world.faults.take(operation.name)
  if (trouble.ms > 0) await sleep(trouble.ms)
  try {
    const refusal = restRefusal(operation.service, trouble)
    if (refusal !== undefined) throw refusal
    const words = wordsOf(operation, request)
    record.note({ params: maskParams(words.shown()) })
    if (trouble.kind !== "drop") {
      const principal = (arn: string) => record.note({ principal: arn })
      const result = operation.run({ request, words, origin: originOf(request), world, principal })
      record.answerWith({ outcome: "ok", status: 200, headers: json, body: JSON.stringify(result) })
    }
  } catch (error) {
    record.answerWith(refusalAnswer(operation, error))
  }
  return record.finish(world, trouble)
}

const json = { "Content-Type": "application/json" }

function refusalAnswer({ service }: Operation, thrown: unknown): Answer {
  const error = thrown instanceof RestError ? thrown : restRefusal(service, { kind: "error" })
  const { code, status, fields, retryAfter } = error ?? new RestError("InternalServerException", 500, {})
  const headers = {
    ...json,
    // The service appends an address of its own to the code, and clients must cut it off.
    "x-amzn-ErrorType": `${code}:http://internal.amazon.com/coral/com.amazonaws.${service.replace("-", ".")}/`,
    ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
  }
  // The log names Sign-In's refusals by what tells them apart.
  const outcome = service === "signin" ? `${code} ${fields.error ?? ""}` : code
  return { outcome, status, headers, body: JSON.stringify(fields) }
}

function wordsOf({ service, words }: Operation, request: HttpRequest): Words {
  const refuse = (message: string): RestError => {
    if (service === "sso-oidc") return oidcError("InvalidRequestException", message)
    return service === "sso" ? portalError("InvalidRequestException", message) : signInError("INVALID_REQUEST", message)
  }
  if (words === "query") return new Words(new Map(onceEach(request.query, refuse)), refuse)
  const text = request.body.toString("utf8")
  const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded")
  if (words === "json or form" && isForm) {
    return new Words(camelCased(onceEach(new URLSearchParams(text), refuse)), refuse)
  }
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return new Words(new Map(Object.entries(value)), refuse)
    }
  } catch {}
  throw refuse("The body is not a JSON object")
}

/** Parameters must not be included more than once. RFC 6749, 3.2. */
function onceEach(words: URLSearchParams, refuse: (message: string) => RestError): URLSearchParams {
  const twin = repeatedIn(words)
  if (twin === undefined) return words
  throw refuse(`Repeated parameter: ${twin}`)
}

/** `client_id` in a form is `clientId` in JSON. */
function camelCased(form: URLSearchParams): ReadonlyMap<string, string> {
  const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return new Map([...form].map(([name, value]) => [camel(name), value]))
}
