import { isGuiseError } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { Credentials } from "../types.ts"
import { type Answer, type Asked, json, refusal } from "./answer.ts"
import { sameSecret } from "./same-secret.ts"

/** One identity that is handed out. */
export interface Handout {
  /** SECRET: whoever sends it as `Authorization` gets the credentials. */
  readonly token: string
  /** Answers within a second; errors of errors.ts say why there are none. */
  credentials(): Promise<Credentials>
}

/** The path of a profile. Nothing is ever decoded: only this very text is its path. */
export function pathOf(profile: string): string {
  return `/p/${encodeURIComponent(profile)}`
}

/** The path of a role behind a profile. */
export function rolePathOf(profile: string, roleArn: string): string {
  return `${pathOf(profile)}/role/${encodeURIComponent(roleArn)}`
}

/**
 * The container protocol: GET a path with its token, and get the credentials there. `health` is what anybody on this
 * machine may know.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function containerAnswers(
  handouts: ReadonlyMap<string, Handout>,
  health: () => object,
): (asked: Asked) => Promise<Answer> {
  // For whoever asks for a path that is not there: of the length that every token has.
  const [{ token: nobody } = { token: "" }] = handouts.values()
  return async ({ method, path, header }) => {
    if (method !== "GET") return refusal(405, "method", "only GET is answered")
    if (path === "/health") return json(200, health())
    const token = header("authorization")
    if (!token) return refusal(401, "token", tokenless)
    const handout = handouts.get(path)
    // The same answer, in the same time, for a path that is not there: nobody learns by trying which profiles are served.
    const hasToken = sameSecret(token, handout?.token ?? nobody)
    if (handout === undefined || !hasToken) return refusal(401, "token", "no such path with that token")
    return handedOut(handout)
  }
}

/** Support for the file came with EKS Pod Identity, in November 2023. */
const tokenless =
  "the request brought no token; a client from before 2024 may read no AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, and wants its content in AWS_CONTAINER_AUTHORIZATION_TOKEN"

/** The credentials as the container and the machine endpoint write them, or why there are none, in a second. SECRET. */
export async function handedOut(
  { credentials }: Pick<Handout, "credentials">,
  timeText: (unixSeconds: number) => string = isoTime,
): Promise<Answer> {
  try {
    return json(200, document(await credentials(), timeText))
  } catch (error) {
    return isGuiseError(error)
      ? json(503, { Code: error.code, Message: [error.message, error.hint].filter(Boolean).join(" hint: ") })
      : json(503, { Code: "unexpected", Message: "guise could not get these credentials; its own stderr says more" })
  }
}

/** Every SDK wants `Token` and `Expiration` to be there; Rust's wants `Code` to be this word where there is one. */
function document(
  { accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId }: Credentials,
  timeText: (unixSeconds: number) => string,
): object {
  return {
    Code: "Success",
    Type: "AWS-HMAC",
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken ?? "",
    Expiration: expiresAt === undefined ? undefined : timeText(expiresAt),
    AccountId: accountId,
  }
}
