import type { Env } from "../types.ts"

/** The proxy that a request to `host` goes through, without its user and password; undefined when it goes straight. */
export function proxyFor(host: string, secure: boolean, env: Env): string | undefined {
  const names = secure ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"]
  const proxy = names.map(name => env[name]).find(Boolean)
  if (proxy === undefined || isExempt(host, env.NO_PROXY || env.no_proxy || "")) return undefined
  return URL.canParse(proxy) ? new URL(proxy).host : "one that is not written as a URL"
}

function isExempt(host: string, list: string): boolean {
  const name = host.replace(/:\d+$/, "")
  return list
    .split(",")
    .map(entry => entry.trim().replace(/^\*?\./, ""))
    .some(entry => entry === "*" || (entry !== "" && (name === entry || host === entry || name.endsWith(`.${entry}`))))
}
