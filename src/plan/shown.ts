import type { Endpoint } from "../types.ts"
import { programIn } from "./process-line.ts"

/**
 * A `credential_process` line as it may be shown: its program and how many arguments that gets. People write passwords
 * and tokens into such lines.
 */
export function shownCommand(command: string): string {
  const program = programIn(command)
  if (program === undefined) return "a command"
  return `${program.path} (${program.args === 0 ? "no" : program.args} argument${program.args === 1 ? "" : "s"})`
}

/** An endpoint without the user name and password that its URL may carry for a proxy. */
export function shownEndpoint(endpoint: Endpoint): Endpoint {
  return endpoint.url === undefined ? endpoint : { ...endpoint, url: shownUrl(endpoint.url) }
}

/** A URL without user name and password, also where it is none that could be read. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/*)?[^/?#]*@/i, "$1…@")
}
