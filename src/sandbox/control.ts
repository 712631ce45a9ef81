import { createHash, timingSafeEqual } from "node:crypto"
import { isAwsCode } from "./errors.ts"
import { type Fault, type FaultKind, faultKinds } from "./faults.ts"
import { type HttpRequest, type HttpResponse, jsonResponse } from "./http.ts"
import { restCodes } from "./rest-errors.ts"
import type { SandboxControls } from "./sandbox-world.ts"

/** A request for the control plane that cannot be carried out: shown to the person who sent it. */
class ControlError extends Error {}

type Handler = (controls: SandboxControls, request: HttpRequest) => unknown

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["GET /_sandbox/clock", controls => clockOf(controls)],
  ["POST /_sandbox/clock", moveClock],
  ["GET /_sandbox/faults", controls => controls.faults.list()],
  ["POST /_sandbox/faults", addFaults],
  ["DELETE /_sandbox/faults", controls => controls.faults.clear()],
  ["GET /_sandbox/calls", (controls, request) => controls.calls(request.query.get("action") ?? undefined)],
  ["DELETE /_sandbox/calls", controls => controls.clearCalls()],
  ["GET /_sandbox/code", giveCode],
  ["POST /_sandbox/web-identity-token", giveToken],
  ["POST /_sandbox/browse", visitPage],
  ["POST /_sandbox/credentials-changed", changeCredentials],
  ["POST /_sandbox/reset", controls => controls.reset()],
])

/** Answers the control plane, to whoever has the token that the sandbox printed. JSON in, JSON out. */
export function answerControl(request: HttpRequest, controls: SandboxControls): HttpResponse {
  if (!sameToken(request.headers.get("x-sandbox-token") ?? "", controls.token)) {
    return jsonResponse(403, { error: "the x-sandbox-token header must hold the token that the sandbox printed" })
  }
  const handler = handlers.get(`${request.method} ${request.path}`)
  if (handler === undefined) return jsonResponse(404, { error: "no such control", known: [...handlers.keys()] })
  try {
    return jsonResponse(200, handler(controls, request) ?? {})
  } catch (error) {
    if (error instanceof ControlError) return jsonResponse(400, { error: error.message })
    throw error
  }
}

/** Hashed first: equal lengths are what timingSafeEqual needs, and a length is a hint too. */
function sameToken(given: string, right: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest()
  return timingSafeEqual(hash(given), hash(right))
}

function clockOf({ clock }: SandboxControls): object {
  return { now: clock.now(), ...clock.offsets() }
}

function moveClock(controls: SandboxControls, request: HttpRequest): object {
  const body = bodyOf(request)
  const { clock } = controls
  if (body.get("reset") === true) clock.reset()
  const { advanced, skewed } = clock.offsets()
  const advance = body.has("advance") ? secondsOf(body, "advance") : 0
  const skew = body.has("skew") ? secondsOf(body, "skew") : skewed
  if (Math.abs(advanced + advance + skew) > mostOff) throw new ControlError(tooFar)
  if (body.has("advance")) clock.advance(advance)
  if (body.has("skew")) clock.skew(skew)
  return clockOf(controls)
}

/** A hundred years: beyond the year 9999 no date has a form that clients read. */
const mostOff = 3_153_600_000
const tooFar = "the clock may be a hundred years off, and no more"

function addFaults(controls: SandboxControls, request: HttpRequest): object {
  const body = bodyOf(request)
  const kind = body.get("kind")
  if (!isKind(kind)) throw new ControlError(`"kind" must be one of ${Object.keys(faultKinds).join(", ")}`)
  const fault: Fault = {
    kind,
    ...(body.has("action") ? { action: textOf(body, "action") } : {}),
    ...(body.has("times") ? { times: countOf(body, "times", 1_000_000) } : {}),
    ...(body.has("ms") ? { ms: countOf(body, "ms", 600_000) } : {}),
    ...(body.has("code") ? { code: codeOf(body) } : {}),
    ...(body.has("retryAfter") ? { retryAfter: countOf(body, "retryAfter", 3600) } : {}),
  }
  if (kind === "refuse" && fault.code === undefined) throw new ControlError('"refuse" wants a "code"')
  controls.faults.add(fault)
  return fault
}

function giveCode(controls: SandboxControls, request: HttpRequest): object {
  const code = controls.codeFor(request.query.get("serial") ?? "")
  if (code === undefined) throw new ControlError("no MFA device of this serial; say ?serial=ARN")
  return { code }
}

function giveToken(controls: SandboxControls, request: HttpRequest): object {
  const body = bodyOf(request)
  const token = controls.mintToken({
    ...(body.has("issuer") ? { issuer: textOf(body, "issuer") } : {}),
    ...(body.has("subject") ? { subject: textOf(body, "subject") } : {}),
    ...(body.has("audience") ? { audience: textOf(body, "audience") } : {}),
    ...(body.has("lifetime") ? { lifetime: secondsOf(body, "lifetime") } : {}),
  })
  if (token === undefined) throw new ControlError("no such provider, or one whose key is not the sandbox's own")
  return { token }
}

function visitPage(controls: SandboxControls, request: HttpRequest): object {
  const body = bodyOf(request)
  const outcome = controls.browse({
    url: textOf(body, "url"),
    ...(body.has("user") ? { user: textOf(body, "user") } : {}),
    ...(body.has("allow") ? { allow: body.get("allow") === true } : {}),
  })
  if (outcome === undefined) throw new ControlError('"url" must be the address of a sign-in page of this sandbox')
  return outcome
}

function changeCredentials(controls: SandboxControls, request: HttpRequest): void {
  controls.changeCredentials(textOf(bodyOf(request), "arn"))
}

function codeOf(body: ReadonlyMap<string, unknown>): string {
  const code = textOf(body, "code")
  if (isAwsCode(code) || restCodes.includes(code)) return code
  throw new ControlError(`"code" must be one of those that services answer, such as ${restCodes.join(", ")}`)
}

function bodyOf(request: HttpRequest): ReadonlyMap<string, unknown> {
  if (request.body.length === 0) return new Map()
  try {
    const value: unknown = JSON.parse(request.body.toString("utf8"))
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return new Map(Object.entries(value))
  } catch {}
  throw new ControlError("the body must be a JSON object")
}

function secondsOf(body: ReadonlyMap<string, unknown>, name: string): number {
  const value = body.get(name)
  if (typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= mostOff) return value
  throw new ControlError(`"${name}" must be a number of seconds`)
}

function countOf(body: ReadonlyMap<string, unknown>, name: string, most: number): number {
  const value = body.get(name)
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new ControlError(`"${name}" must be a whole number from 1 to ${most}`)
}

function textOf(body: ReadonlyMap<string, unknown>, name: string): string {
  const value = body.get(name)
  if (typeof value === "string") return value
  throw new ControlError(`"${name}" must be text`)
}

function isKind(value: unknown): value is FaultKind {
  return typeof value === "string" && Object.hasOwn(faultKinds, value)
}
