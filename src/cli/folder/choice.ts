import { type Permission, permissionOf } from "../../config/allowed.ts"
import { findFolderFile, readFolderFile } from "../../config/folder-file.ts"
import { currentFolder } from "../../config/folder-path.ts"
import type { FolderRules } from "../../config/folder-rules.ts"
import { orNothing } from "../../errors.ts"
import type { Env } from "../../types.ts"

/** A `.guise` file that was allowed, and what it says. */
export type AllowedFolder = { readonly kind: "allowed"; readonly file: string } & FolderRules

/** What the folder one stands in says about who to be: nothing, unless somebody allowed it. */
export type FolderChoice =
  | { readonly kind: "none" }
  | AllowedFolder
  | { readonly kind: Exclude<Permission, "allowed">; readonly file: string }

/**
 * The `.guise` file that speaks for a folder, and what it says if that was allowed. The nearest one alone counts: were
 * one that changed passed over, the next one up would speak where it never spoke before.
 * Errors: those of `parseFolderRules`, for a file that an earlier guise allowed and this one does not understand.
 */
export async function folderChoice(env: Env, cwd: string | undefined = currentFolder()): Promise<FolderChoice> {
  const file = cwd === undefined ? undefined : findFolderFile(cwd)
  if (file === undefined) return { kind: "none" }
  // What cannot be read says nothing that anybody allowed.
  const bytes = orNothing(() => readFolderFile(file))
  const kind = permissionOf(env, file, bytes)
  if (kind !== "allowed" || bytes === undefined) return { kind: kind === "allowed" ? "changed" : kind, file }
  const { parseFolderRules } = await import("../../config/folder-rules.ts")
  return { kind, file, ...parseFolderRules(file, bytes) }
}
