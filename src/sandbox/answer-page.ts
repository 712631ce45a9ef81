import { setTimeout as sleep } from "node:timers/promises"
import { maskParams } from "./call-log.ts"
import { type AnswerWorld, CallRecord } from "./call-record.ts"
import { type HttpRequest, type HttpResponse, originOf } from "./http.ts"
import type { PageCall, PageRoute } from "./page-routes.ts"
import { page, paragraph } from "./pages/html.ts"
import { repeatedIn } from "./query.ts"

/** Answers one request of a browser, or as a fault wants it, and writes it down. */
export async function answerPage(route: PageRoute, request: HttpRequest, world: AnswerWorld): Promise<HttpResponse> {
  const form = new URLSearchParams(request.method === "POST" ? request.body.toString("utf8") : "")
  const record = new CallRecord(request, route.action)
  record.note({ params: maskParams(new Map([...form, ...request.query])) })
  const trouble = world.faults.take(route.action)
  if (trouble.ms > 0) await sleep(trouble.ms)
  if (trouble.kind === "drop") return record.finish(world, trouble)
  const status = trouble.kind === undefined ? undefined : statuses.get(trouble.kind)
  const answer =
    status === undefined
      ? shown(route, { request, form, origin: originOf(request), world })
      : page(status, String(status), paragraph("Refused by a fault of the sandbox."))
  record.answerWith({ ...answer, outcome: answer.status < 400 ? "ok" : String(answer.status) })
  return record.finish(world, trouble)
}

/** Parameters must not be included more than once. RFC 6749, 3.1. */
function shown(route: PageRoute, call: PageCall): HttpResponse {
  const twin = repeatedIn([...call.form, ...call.request.query])
  if (twin === undefined) return route.show(call)
  return page(400, "This request is not right", paragraph(`The parameter ${twin} stands in it more than once.`))
}

/** What a browser is told of the faults that refuse. */
const statuses: ReadonlyMap<string, number> = new Map([
  ["throttle", 429],
  ["error", 500],
  ["unavailable", 503],
  ["refuse", 400],
])
