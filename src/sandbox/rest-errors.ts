import type { FaultKind } from "./faults.ts"

/** The services that speak JSON. */
export type RestService = "sso-oidc" | "sso" | "signin"

/** A refusal by one of them: its code travels in the `x-amzn-errortype` header, its words in the body. Holds no secret. */
export class RestError extends Error {
  readonly code: string
  readonly status: number
  readonly fields: Readonly<Record<string, string>>
  /** Seconds, for the Retry-After header. */
  readonly retryAfter: number | undefined

  constructor(code: string, status: number, fields: Readonly<Record<string, string>>, retryAfter?: number) {
    super(code)
    this.name = "RestError"
    this.code = code
    this.status = status
    this.fields = fields
    this.retryAfter = retryAfter
  }
}

/** Source: the sso-oidc service model, 2019-06-10. */
const oidcErrors = {
  AccessDeniedException: [400, "access_denied"],
  AuthorizationPendingException: [400, "authorization_pending"],
  ExpiredTokenException: [400, "expired_token"],
  InternalServerException: [500, "server_error"],
  InvalidClientException: [401, "invalid_client"],
  InvalidClientMetadataException: [400, "invalid_client_metadata"],
  InvalidGrantException: [400, "invalid_grant"],
  InvalidRedirectUriException: [400, "invalid_redirect_uri"],
  InvalidRequestException: [400, "invalid_request"],
  InvalidScopeException: [400, "invalid_scope"],
  SlowDownException: [400, "slow_down"],
  UnauthorizedClientException: [400, "unauthorized_client"],
  UnsupportedGrantTypeException: [400, "unsupported_grant_type"],
} as const satisfies Record<string, readonly [number, string]>

/** Source: the sso service model, 2019-06-10; ForbiddenException is not in it, and is what the service says. */
const portalErrors = {
  ForbiddenException: 403,
  InternalServerException: 500,
  InvalidRequestException: 400,
  ResourceNotFoundException: 404,
  ServiceUnavailableException: 503,
  TooManyRequestsException: 429,
  UnauthorizedException: 401,
} as const satisfies Record<string, number>

/** By the OAuth code in the body. Source: the signin service model, 2023-01-01. */
const signInErrors = {
  AUTHCODE_EXPIRED: ["AccessDeniedException", 401],
  INSUFFICIENT_PERMISSIONS: ["AccessDeniedException", 403],
  INVALID_REQUEST: ["ValidationException", 400],
  TOKEN_EXPIRED: ["AccessDeniedException", 401],
  USER_CREDENTIALS_CHANGED: ["AccessDeniedException", 403],
  server_error: ["InternalServerException", 500],
} as const satisfies Record<string, readonly [string, number]>

export function oidcError(code: keyof typeof oidcErrors, description: string): RestError {
  const [status, error] = oidcErrors[code]
  return new RestError(code, status, { error, error_description: description })
}

export function portalError(code: keyof typeof portalErrors, message: string, retryAfter?: number): RestError {
  return new RestError(code, portalErrors[code], { message }, retryAfter)
}

export function signInError(error: keyof typeof signInErrors, message: string): RestError {
  const [code, status] = signInErrors[error]
  return new RestError(code, status, { error, message })
}

/** Every code that a fault may name for these services. */
export const restCodes: readonly string[] = [oidcErrors, portalErrors, signInErrors].flatMap(Object.keys)

/** The refusal with which this service meets a fault; nothing for a fault of another sort. */
export function restRefusal(
  service: RestService,
  { kind, code = "", retryAfter = 1 }: { kind?: FaultKind; code?: string; retryAfter?: number },
): RestError | undefined {
  if (kind === "throttle") return throttled(service, retryAfter)
  if (kind === "error" || kind === "unavailable") return internal(service, kind === "error" ? 500 : 503)
  if (kind !== "refuse") return undefined
  if (service === "sso-oidc" && isIn(oidcErrors, code)) return oidcError(code, "Refused by a fault of the sandbox")
  if (service === "sso" && isIn(portalErrors, code)) return portalError(code, "Refused by a fault of the sandbox")
  if (service === "signin" && isIn(signInErrors, code)) return signInError(code, "Refused by a fault of the sandbox")
  return internal(service, 500)
}

/** Of Identity Center's token service the documentation knows no 429: it says slow_down. */
function throttled(service: RestService, retryAfter: number): RestError {
  if (service === "sso-oidc") return oidcError("SlowDownException", "The client is making requests too frequently")
  // The words of the real service.
  if (service === "sso") return portalError("TooManyRequestsException", "HTTP 429 Unknown Code", retryAfter)
  return new RestError(
    "TooManyRequestsError",
    429,
    { error: "INVALID_REQUEST", message: "Too many requests" },
    retryAfter,
  )
}

function internal(service: RestService, status: 500 | 503): RestError {
  const message = "The request processing has failed"
  const fields = service === "sso" ? { message } : { error: "server_error", error_description: message, message }
  return new RestError(status === 500 ? "InternalServerException" : "ServiceUnavailableException", status, fields)
}

function isIn<T extends object>(table: T, code: string): code is keyof T & string {
  return Object.hasOwn(table, code)
}
