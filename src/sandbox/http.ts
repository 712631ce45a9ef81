/** A request as it came, whole: bounded by the server before it gets here. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-cased names; a header sent twice is joined with a comma, as the signature has it. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What becomes of the answer on its way: nothing comes, or half of it. */
  readonly fate?: "drop" | "truncate"
}

export function jsonResponse(status: number, value: unknown): HttpResponse {
  return { status, headers: { "Content-Type": "application/json" }, body: `${JSON.stringify(value)}\n` }
}

/** `http://127.0.0.1:PORT`, in the words the caller has for it: the server has looked at the Host header already. */
export function originOf(request: HttpRequest): string {
  return `http://${request.headers.get("host") ?? "127.0.0.1"}`
}
