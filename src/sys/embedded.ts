/**
 * The bytes of a file that was built into this binary (`bun build --compile program.ts FILE`), by its name without
 * folders; undefined when there is none, or this is no such binary.
 */
export async function embeddedFile(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (process.versions.bun === undefined) return undefined
  const found = Bun.embeddedFiles.find(file => isNamed((file as Blob & { readonly name?: string }).name, name))
  return found === undefined ? undefined : new Uint8Array(await found.arrayBuffer())
}

/** The bundler puts a hash before the ending: `keyring.darwin-arm64-x8gk2c1p.node`. */
function isNamed(embedded: string | undefined, name: string): boolean {
  const file = embedded?.split(/[\\/]/).at(-1)
  return file === name || file?.replace(/-[0-9a-z]+(\.[^.]+)$/, "$1") === name
}
