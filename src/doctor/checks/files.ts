import { dirname } from "node:path"
import type { Check, Finding } from "../check.ts"
import { statOf } from "../disk.ts"
import type { Facts } from "../facts.ts"
import { placeIn } from "../place.ts"
import { privacyOf } from "../private.ts"
import { remedyFor } from "../remedies.ts"

const about = { group: "AWS files", needsNetwork: false, needsBothFiles: false } as const

/** Whether the AWS files can be read, whole. */
export const readable: Check = {
  ...about,
  id: "files-readable",
  title: "the AWS files are there and can be read",
  aboutProfiles: true,
  run({ trouble, aws }) {
    if (trouble.length > 0) return trouble.map(error => readingFault(error, aws))
    const present = [aws.config, aws.credentials].some(path => statOf(path) !== undefined)
    if (present) return []
    const text = `there are no AWS files (${aws.config}, ${aws.credentials}): guise knows no profile`
    return [
      { verdict: "note", text, remedy: "guise add user, guise add sso, or guise sandbox --run to try things out" },
    ]
  },
}

function readingFault({ message, hint }: Facts["trouble"][number], aws: Facts["aws"]): Finding {
  const place = placeIn(message, [aws.config, aws.credentials])
  return {
    verdict: "fault",
    text: `${message} No tool reads the rest of it safely.`,
    ...(place === undefined ? {} : { place }),
    ...(hint === undefined ? {} : { remedy: hint }),
  }
}

/** Whether the AWS files are their user's alone. */
export const filesPrivate: Check = {
  ...about,
  id: "files-private",
  title: "the AWS files are yours, and nobody else can change them or read keys in them",
  aboutProfiles: false,
  run(facts) {
    const holdKeys = new Set(facts.profiles.flatMap(({ keys }) => (keys?.hasSecret ? [keys.place.file] : [])))
    const files = [facts.aws.config, facts.aws.credentials]
    const folders = new Set(files.filter(file => statOf(file)?.kind === "file").map(file => dirname(file)))
    return [
      ...[...folders].flatMap(folder => privacyOf(folder, { readable: undefined, writable: "fault" }, facts)),
      ...files.flatMap(file =>
        privacyOf(file, { readable: holdKeys.has(file) ? "fault" : "note", writable: "fault" }, facts),
      ),
    ]
  },
}

/** What is odd about the files as such. */
export const fileTraps: Check = {
  ...about,
  id: "file-traps",
  title: "every section of the AWS files is one that AWS tools read",
  aboutProfiles: false,
  run: ({ files }) =>
    files.warnings.map(({ text, place }) => ({ verdict: "warning", text, place, remedy: remedyFor(text) })),
}

/** Lines that other tools read differently. */
export const lineTraps: Check = {
  ...about,
  id: "line-traps",
  title: "every line of a profile means the same to all AWS tools",
  aboutProfiles: true,
  run: ({ profiles }) =>
    profiles.flatMap(({ name, warnings }) =>
      warnings
        .filter(({ text }) => !text.startsWith("half a key pair"))
        .map(({ text, place }) => ({ verdict: "warning", text, about: name, place, remedy: remedyFor(text) })),
    ),
}
