/**
 * What AWS says when it refuses: a closed table of codes with their HTTP status, and one error class that carries a
 * code and AWS's words. Source: the "Common Errors" and "Errors" parts of the AWS STS and IAM API References, and answers of the
 * real service.
 */
const statuses = {
  AccessDenied: 403,
  DeleteConflict: 409,
  EntityAlreadyExists: 409,
  EntityTemporarilyUnmodifiable: 409,
  ExpiredToken: 403,
  ExpiredTokenException: 400,
  IDPCommunicationError: 400,
  IncompleteSignature: 400,
  InternalFailure: 500,
  InvalidAction: 400,
  InvalidAuthenticationCode: 403,
  InvalidClientTokenId: 403,
  InvalidIdentityToken: 400,
  InvalidParameterValue: 400,
  InvalidQueryParameter: 400,
  LimitExceeded: 409,
  MalformedPolicyDocument: 400,
  MissingAuthenticationToken: 403,
  NoSuchEntity: 404,
  PackedPolicyTooLarge: 400,
  RequestEntityTooLarge: 413,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  Throttling: 400,
  ValidationError: 400,
} as const satisfies Record<string, number>

export type AwsCode = keyof typeof statuses

export function isAwsCode(text: string): text is AwsCode {
  return Object.hasOwn(statuses, text)
}

/** A refusal on its way to the client: turned into an `<ErrorResponse>` by the server. Never holds a secret. */
export class AwsError extends Error {
  readonly code: AwsCode

  constructor(code: AwsCode, message: string) {
    super(message)
    this.name = "AwsError"
    this.code = code
  }

  get status(): number {
    return statuses[this.code]
  }

  /** AWS blames the caller for 4xx and itself for 5xx. */
  get type(): "Sender" | "Receiver" {
    return this.status < 500 ? "Sender" : "Receiver"
  }
}

/**
 * "User: … is not authorized to perform: … on resource: …": the same for a role that refuses and one that is not there.
 */
export function notAuthorized(principal: string, action: string, resource: string): AwsError {
  return new AwsError(
    "AccessDenied",
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`,
  )
}

export function invalidClientToken(): AwsError {
  return new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.")
}

export function validation(message: string): AwsError {
  return new AwsError("ValidationError", message)
}
