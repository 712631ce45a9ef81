import type { Warning } from "./profile.ts"
import type { FileTrap, SectionFile } from "./sections.ts"

/** What is odd about the two files as such: marks that make a tool refuse them, sections that no tool reads. */
export function fileWarnings(config: SectionFile, credentials: SectionFile): readonly Warning[] {
  return [config, credentials].flatMap(file => [
    ...file.fileTraps().map(trap => ({ text: trapTexts[trap], place: { file: file.path, line: 1 } })),
    ...file.names("other").flatMap(title => ignored(title, file)),
    ...(file.role === "credentials" ? inherited(file) : []),
  ])
}

const trapTexts: Readonly<Record<FileTrap, string>> = {
  "byte-order-mark": "the file begins with a byte order mark; the AWS CLI and the Rust SDK refuse it",
  "invalid-utf8": "the file is not UTF-8 throughout; the AWS CLI refuses it",
  folder: "is a folder, and counts as an empty file",
}

function ignored(title: string, file: SectionFile): Warning[] {
  if (file.role === "config" && ownOfAwsCli.includes(title)) return []
  const advice = file.role === "config" ? adviceFor(title) : "in the credentials file a profile is [NAME]"
  const sections = file.sections({ kind: "other", name: title })
  return sections.map(({ line }) => ({
    text: `[${title}] is not read as a profile: ${advice}`,
    place: { file: file.path, line },
  }))
}

function adviceFor(title: string): string {
  const name = title.replace(/^profiles?\s*/, "").trim()
  if (title === "DEFAULT") return "nothing is inherited from it, except by the AWS CLI"
  if (name === "") return "it has no name"
  return `in the config file a profile is [profile ${/\s/.test(name) ? JSON.stringify(name) : name}]`
}

function inherited(file: SectionFile): Warning[] {
  const sections = file.sections({ kind: "profile", name: "DEFAULT" })
  return sections.map(({ line }) => ({
    text: "[DEFAULT] is a profile of that name; only the AWS CLI lets all others inherit from it",
    place: { file: file.path, line },
  }))
}

// Sections the AWS CLI keeps in the same file.
const ownOfAwsCli: readonly string[] = ["plugins", "preview", "toplevel"]
