import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** A server on this machine, and what it was asked. */
export interface Machine {
  readonly url: string
  readonly asked: string[]
  close(): Promise<unknown>
}

/** One answer: a text, a status with a text and headers, or silence until the asker has gone. */
export type Answer = string | number | { status: number; body?: string; headers?: Record<string, string> } | "silence"

/** Serves what `answer` says to `METHOD /path header…`; `headers` are those that the record is to show. */
export async function machine(
  answer: (question: string, request: IncomingMessage) => Answer,
  headers: readonly string[] = [],
): Promise<Machine> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const shown = headers.flatMap(name => request.headers[name] ?? [])
    const question = [request.method, request.url, ...shown].join(" ")
    asked.push(question)
    send(answer(question, request), response)
  })
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.closeAllConnections()
      return new Promise(done => server.close(done))
    },
  }
}

function send(answer: Answer, response: ServerResponse): void {
  if (answer === "silence") return
  if (typeof answer === "string") return void response.end(answer)
  const { status, body = "", headers = {} } = typeof answer === "number" ? { status: answer } : answer
  response.writeHead(status, headers).end(body)
}

export const roleKeys = {
  Code: "Success",
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  Token: "canary-token",
  Expiration: "2026-01-02T09:04:05Z",
}
