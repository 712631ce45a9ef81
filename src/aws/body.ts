/** Far more than any answer takes that guise asks for. */
const usualMost = 4 * 1024 * 1024

/**
 * The text of an answer, read to its end. Whoever sends on and on is not AWS: an error with the code EMSGSIZE after
 * `most` bytes. Other errors: the connection's own.
 */
export async function bodyText(body: AsyncIterable<Uint8Array> | null, most: number = usualMost): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > most) throw Object.assign(new Error("too long"), { code: "EMSGSIZE" })
  }
  return Buffer.concat(chunks).toString("utf8")
}
