import type { AwsError } from "./errors.ts"

/** A tree of elements: text, named children, or a list of members; absent values are left out. */
export type Xml = string | number | XmlElements | readonly XmlElements[]
export interface XmlElements {
  readonly [name: string]: Xml | undefined
}

/** The body of a success: `<ActionResponse><ActionResult>…</ActionResult><ResponseMetadata>…`. */
export function responseBody(namespace: string, action: string, result: XmlElements, requestId: string): string {
  const inner = elements({ [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } }, "  ")
  return `<${action}Response xmlns="${namespace}">\n${inner}</${action}Response>\n`
}

/** The body of a refusal, as the query protocol has it. */
export function errorBody(namespace: string, error: AwsError, requestId: string): string {
  const shape = { Error: { Type: error.type, Code: error.code, Message: error.message }, RequestId: requestId }
  return `<ErrorResponse xmlns="${namespace}">\n${elements(shape, "  ")}</ErrorResponse>\n`
}

function elements(tree: XmlElements, indent: string): string {
  return Object.entries(tree)
    .map(([name, value]) => (value === undefined ? "" : element(name, value, indent)))
    .join("")
}

function element(name: string, value: Xml, indent: string): string {
  if (Array.isArray(value)) {
    const members = value.map((member: XmlElements) => element("member", member, `${indent}  `)).join("")
    return `${indent}<${name}>\n${members}${indent}</${name}>\n`
  }
  if (typeof value === "object") {
    return `${indent}<${name}>\n${elements(value as XmlElements, `${indent}  `)}${indent}</${name}>\n`
  }
  return `${indent}<${name}>${escapeText(String(value))}</${name}>\n`
}

/**
 * Characters that XML 1.0 cannot hold at all become U+FFFD, or every client's parser would choke on the echo of its own
 * input.
 */
function escapeText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/\r/g, "&#13;")
}
