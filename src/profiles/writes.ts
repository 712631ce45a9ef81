import { unifiedDiff } from "../config/diff.ts"
import { changeFile, previewFile, type SectionEdit } from "../config/edit.ts"
import type { FileRole } from "../config/section-name.ts"
import type { KeysParts } from "../keys/parts.ts"
import { present } from "../record.ts"

/** One write of one of the AWS files: decided, not done. */
export interface Write {
  readonly role: FileRole
  readonly edits: readonly SectionEdit[]
}

/** What deciding and writing take of the world around them. */
export type FileParts = Pick<KeysParts, "env" | "files">

/** Writes, one after the other. Answers whether anything changed. Errors: those of `changeFile`. */
export async function carryOut(writes: readonly Write[], { env, files }: FileParts): Promise<boolean> {
  const { paths } = files()
  let changed = false
  for (const { role, edits } of writes) changed = (await changeFile({ path: paths[role], role, edits }, env)) || changed
  return changed
}

/** What all of these writes together would change, as unified diffs with secrets masked. Errors: those of `previewFile`. */
export function previewOf(writes: readonly Write[], { files }: Pick<FileParts, "files">): string {
  const { paths } = files()
  return (["config", "credentials"] as const)
    .map(role => {
      const edits = writes.filter(write => write.role === role).flatMap(write => write.edits)
      const { before, after } = previewFile({ path: paths[role], role, edits })
      return unifiedDiff(paths[role], before, after)
    })
    .join("")
}

/** A profile's section that is to say this, and is not there yet. */
export function addProfile(name: string, said: Readonly<Record<string, string | undefined>>): SectionEdit {
  return { do: "add", kind: "profile", name, set: present(said) }
}
