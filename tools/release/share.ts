import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { Places } from "./npm.ts"

/** Lays out what goes with the binary, as below /usr: share/man/man1, the shells' completions, share/doc/guise. */
export function layShare(
  { root, extras }: Pick<Places, "root" | "extras">,
  prefix: string,
  how: { readonly compressed: boolean },
): void {
  const share = join(prefix, "share")
  const man = join(share, "man/man1")
  const doc = join(share, "doc/guise")
  for (const folder of [man, doc]) mkdirSync(folder, { recursive: true })
  for (const page of readdirSync(join(extras, "man"))) {
    const text = readFileSync(join(extras, "man", page))
    if (how.compressed) writeFileSync(join(man, `${page}.gz`), gzipSync(text, { level: 9 }))
    else writeFileSync(join(man, page), text)
  }
  cpSync(join(extras, "completions"), share, { recursive: true })
  cpSync(join(root, "README.md"), join(doc, "README.md"))
  cpSync(join(extras, "THIRD-PARTY-LICENSES"), join(doc, "THIRD-PARTY-LICENSES"))
}
