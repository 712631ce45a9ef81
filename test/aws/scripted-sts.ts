import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What the server does with one request: the lying, slow and broken STS that the strict sandbox is not. */
export type Act = (request: SeenRequest, response: ServerResponse) => void

export interface SeenRequest {
  readonly params: URLSearchParams
  readonly headers: IncomingMessage["headers"]
  /** The client's port: one per connection. */
  readonly port: number | undefined
  readonly drop: () => void
}

export interface ScriptedSts {
  readonly url: string
  /** Every request that arrived, whatever became of it. */
  readonly seen: SeenRequest[]
  stop(): Promise<void>
}

/** Plays `acts` in order, one per request, the last one for ever. */
export async function scriptedSts(...acts: readonly Act[]): Promise<ScriptedSts> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const params = new URLSearchParams(Buffer.concat(chunks).toString("utf8"))
    const drop = () => void request.socket.destroy()
    const act = acts[Math.min(seen.length, acts.length - 1)]
    const each = { params, headers: request.headers, port: request.socket.remotePort, drop }
    seen.push(each)
    act?.(each, response)
  })
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://127.0.0.1:${port}`, seen, stop }
}

export const lifetime = 3600

/** STS says yes, with keys that expire an hour from its own date. */
export function yes(serverNow: () => number = () => Date.now() / 1000): Act {
  return ({ params }, response) => {
    const action = params.get("Action") ?? ""
    const date = new Date(serverNow() * 1000)
    const expiration = new Date((Math.floor(serverNow()) + lifetime) * 1000).toISOString().replace(".000", "")
    const role = params.get("RoleArn")
    const session = params.get("RoleSessionName")
    const user =
      role === null
        ? ""
        : `<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:${session}</AssumedRoleId><Arn>${role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${session}</Arn></AssumedRoleUser>`
    const keys = `<Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>made-secret</SecretAccessKey><SessionToken>made-token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`
    const caller =
      "<Arn>arn:aws:iam::123456789012:user/alice</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>"
    const result = action === "GetCallerIdentity" ? caller : user + keys
    response.writeHead(200, { "content-type": "text/xml", date: date.toUTCString() })
    response.end(
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
    )
  }
}

/** STS says no, in its own form. */
export function no(
  status: number,
  code: string,
  message: string,
  serverNow: () => number = () => Date.now() / 1000,
): Act {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "text/xml", date: new Date(serverNow() * 1000).toUTCString() })
    response.end(
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    )
  }
}

/** The request is read whole, and the connection breaks without an answer. */
export const drop: Act = request => request.drop()

/** STS checks the date of the signature as AWS does, and says so before it looks at anything else. */
export function strictAbout(serverNow: () => number, then: Act): Act {
  return (request, response) => {
    const stamp = String(request.headers["x-amz-date"] ?? "")
    const at = Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z")) / 1000
    const words =
      at < serverNow()
        ? `Signature expired: ${stamp} is now earlier than`
        : `Signature not yet current: ${stamp} is still later than`
    const refuse = no(403, "SignatureDoesNotMatch", `${words} 20260102T000000Z`, serverNow)
    ;(Math.abs(at - serverNow()) <= 900 ? then : refuse)(request, response)
  }
}
