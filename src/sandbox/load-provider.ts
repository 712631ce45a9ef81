import { createPublicKey, generateKeyPairSync } from "node:crypto"
import type { Field } from "./fields.ts"
import type { Provider, ProviderKey, SigningKey } from "./state.ts"

/**
 * An OpenID Connect provider. With `jwks` its tokens come from elsewhere and are only verified; without, the sandbox
 * makes a key of its own at every start and can mint tokens. Error: `file-malformed`.
 */
export function loadProvider(arnPrefix: string, url: string, field: Field): Provider {
  if (!/^https:\/\/[^\s?#]+[^\s?#/]$/.test(url)) field.fail("an https:// URL without a final slash as the key")
  const fields = field.object(["audiences", "jwks", "algorithm"])
  const audiences = fields.get("audiences") ?? field.fail('the key "audiences"')
  const jwks = fields.get("jwks")
  const algorithm = fields.get("algorithm")?.text(/^(RS|ES)256$/, "RS256 or ES256") === "RS256" ? "RS256" : "ES256"
  return {
    url,
    arn: `${arnPrefix}oidc-provider/${url.slice("https://".length)}`,
    audiences: audiences.texts(),
    ...(jwks === undefined ? ownKey(algorithm) : { keys: readKeys(jwks) }),
  }
}

function readKeys(field: Field): readonly ProviderKey[] {
  const keys = field.object(["keys"]).get("keys") ?? field.fail('the key "keys"')
  return keys.list().map(entry => {
    const jwk = Object.fromEntries(Object.entries(Object(entry.plain())))
    try {
      createPublicKey({ key: jwk, format: "jwk" })
    } catch {
      return entry.fail("a public RSA or P-256 key in JWK form (RFC 7517)")
    }
    return typeof jwk.kid === "string" ? { kid: jwk.kid, jwk } : { jwk }
  })
}

function ownKey(algorithm: "RS256" | "ES256"): { keys: readonly ProviderKey[]; signingKey: SigningKey } {
  const kid = "sandbox-1"
  const pair =
    algorithm === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" })
  const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString()
  return { keys: [{ kid, jwk: { ...pair.publicKey.export({ format: "jwk" }) } }], signingKey: { kid, algorithm, pem } }
}
