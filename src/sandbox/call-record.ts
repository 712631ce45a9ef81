import { randomUUID } from "node:crypto"
import type { CallLog, LoggedCall } from "./call-log.ts"
import type { Clock } from "./clock.ts"
import type { Faults, Trouble } from "./faults.ts"
import type { HttpRequest, HttpResponse } from "./http.ts"
import type { SandboxWorld } from "./sandbox-world.ts"

/** What every kind of call is answered with. */
export interface AnswerWorld extends SandboxWorld {
  readonly faults: Faults
  readonly log: CallLog
}

/** An answer, and how the log puts it: `ok`, or the code of the refusal. */
export interface Answer extends HttpResponse {
  readonly outcome: string
}

/** What is known of a call so far, for its answer and for the log. */
export class CallRecord {
  readonly requestId = randomUUID()
  private call: Omit<LoggedCall, "time" | "requestId" | "outcome" | "status">
  private answer: Answer = { outcome: "dropped", status: 0, headers: {}, body: "" }

  constructor(request: HttpRequest, action: string) {
    const header = request.headers.get("authorization") ?? request.query.get("X-Amz-Credential") ?? ""
    const [, accessKeyId, region] = /(?:Credential=|^)(\w{16,128})\/\d{8}\/([\w-]+)\//.exec(header) ?? []
    this.call = {
      action: action.slice(0, 64),
      ...(accessKeyId === undefined ? {} : { accessKeyId }),
      ...(region === undefined ? {} : { region }),
      params: {},
    }
  }

  note(more: Partial<LoggedCall>): void {
    this.call = { ...this.call, ...more }
  }

  answerWith(answer: Answer): void {
    this.answer = answer
  }

  finish({ clock, log }: { readonly clock: Clock; readonly log: CallLog }, { kind }: Trouble): HttpResponse {
    const { outcome, status, headers, body } = this.answer
    const lost = kind === "drop-after" ? "dropped after " : kind === "truncate" ? "truncated " : ""
    const now = clock.now() * 1000
    const { requestId } = this
    log.add({ time: new Date(now).toISOString(), requestId, ...this.call, outcome: `${lost}${outcome}`, status })
    const all = { "x-amzn-RequestId": requestId, Date: new Date(now).toUTCString(), ...headers }
    const fate = kind === "drop" || kind === "drop-after" ? "drop" : kind === "truncate" ? "truncate" : undefined
    return { status, headers: all, body, ...(fate === undefined ? {} : { fate }) }
  }
}
