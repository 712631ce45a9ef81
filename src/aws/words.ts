const most = 500

/** Text from outside, fit for a terminal: on one line, without control characters, of bounded length. */
export function plainText(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim()
  return plain.length > most ? `${plain.slice(0, most)}…` : plain
}

/**
 * AWS's own words without secrets. For a signature that does not match, AWS answers with the request as it read it,
 * session token and all: nothing from there on is kept, nor anything that could be a token, a key or a signature.
 */
export function awsWords(text: string, secrets: readonly string[]): string {
  const [words = ""] = text.split(/The Canonical String|The String-to-Sign/i)
  const without = secrets.filter(Boolean).reduce((rest, secret) => rest.replaceAll(secret, "…"), words)
  return plainText(without.replace(/[A-Za-z0-9+/=]{60,}/g, "…"))
}
