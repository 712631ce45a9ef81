import { unifiedDiff } from "../config/diff.ts"
import { previewSection, type SectionChange } from "../config/edit.ts"
import type { Move } from "./move.ts"
import type { KeysParts } from "./parts.ts"
import { pairKeys } from "./take-out.ts"

/** What a move would change in the AWS files, as unified diffs with secrets masked. Nothing is written. */
export function movePreview({ profile, keyId, to }: Move, parts: KeysParts): string {
  const files = parts.files()
  const section = files.profile(profile)
  const line =
    section?.settings.has("credential_process") === true ? {} : { credential_process: parts.ownLineFor(profile) }
  const changes: Readonly<Record<"config" | "credentials", SectionChange>> =
    to === "credentials"
      ? {
          config: { unset: ["credential_process"] },
          credentials: { set: { aws_access_key_id: keyId, aws_secret_access_key: "****" } },
        }
      : { config: { set: line, unset: pairKeys }, credentials: { unset: pairKeys } }
  return (["config", "credentials"] as const)
    .map(role => {
      const path = files.paths[role]
      const { before, after } = previewSection(path, role, profile, changes[role])
      return unifiedDiff(path, before, after)
    })
    .join("")
}
