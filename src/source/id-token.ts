import { recordIn } from "../record.ts"

/** What an identity token says of a sign-in. It came from AWS itself, over TLS: nobody else's word is in it. */
export interface TokenClaims {
  /** Who signed in: an ARN. */
  readonly subject: string
  /** Unix seconds. */
  readonly issuedAt?: number
}

/** The claims of a JWT that AWS Sign-In gave; undefined for a text that is none, or names nobody. */
export function tokenClaims(token: string): TokenClaims | undefined {
  const [, part = ""] = token.split(".")
  const claims = recordIn(Buffer.from(part, "base64url").toString("utf8"))
  if (typeof claims?.sub !== "string") return undefined
  if (!/^arn:aws[a-z-]*:(iam|sts)::\d{12}:[\w+=,.@:/-]{1,300}$/.test(claims.sub)) return undefined
  return { subject: claims.sub, ...(typeof claims.iat === "number" ? { issuedAt: claims.iat } : {}) }
}
