import { GuiseError } from "../errors.ts"

/** Where ECS answers. */
const ecs = "http://169.254.170.2"

/** Hosts that may be asked without TLS, beside loopback ones: ECS, and EKS Pod Identity. */
const linkLocal: ReadonlySet<string> = new Set(["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"])

/**
 * Where a container's credentials are asked for: a path is one of ECS's own address, anything else a whole URL. Without
 * TLS only this machine and AWS's own addresses are asked, as by every SDK: the answer is a secret, and the request may
 * carry one.
 * Error: `profile-invalid`.
 */
export function containerUrl(uri: string): URL {
  const text = uri.startsWith("/") ? `${ecs}${uri}` : uri
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalid("is neither a path that begins with / nor a URL that begins with http:// or https://")
  }
  if (url.username !== "" || url.password !== "") throw invalid("holds a user name or a password, which nobody reads")
  if (url.protocol === "https:" || isLoopback(url.hostname) || linkLocal.has(url.hostname)) return url
  throw invalid(
    `names the host ${url.host} without TLS. Only loopback addresses and AWS's own (169.254.170.2, 169.254.170.23, [fd00:ec2::23]) are asked by http`,
  )
}

/** By the address alone: a name that is resolved to one today may be resolved to another tomorrow. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function invalid(trouble: string): GuiseError {
  return new GuiseError(
    "profile-invalid",
    `The address of the container's credentials (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI) ${trouble}.`,
    { hint: "unset AWS_CONTAINER_CREDENTIALS_FULL_URI, or give it an https:// or loopback address" },
  )
}
