import { loadProfiles } from "../../config/profiles.ts"
import { regions } from "../../config/regions.ts"
import { settingKeys } from "../../config/settings.ts"
import { settingsTable } from "../../config/settings-table.ts"
import { serviceNames } from "../../emit/console-services.ts"
import { origins } from "../../keys/import-shapes.ts"
import { sessionsOf } from "../../profiles/add.ts"
import { knownKeys } from "../../profiles/values.ts"
import { completedShells } from "../../shell/completion.ts"
import { storeKinds } from "../../store/store.ts"
import type { Env } from "../../types.ts"
import { shellWayNames, wayNames } from "../as/as.ts"
import { formatNames, shellNames } from "../formats.ts"
import { kinds } from "../profiles/listed.ts"
import { verbs } from "../program.ts"
import type { Candidate } from "./answer.ts"
import type { ListKind } from "./values.ts"

/** Every word of a list. */
export function wordsOf(kind: ListKind, env: Env): readonly Candidate[] {
  return lists[kind](env)
}

/** The commands there are; those of two words by the first. */
export function commandWords(): readonly Candidate[] {
  const words = new Map<string, string[]>()
  for (const [verb, { summary }] of Object.entries(verbs)) {
    const [first = "", second] = verb.split(" ")
    words.set(first, [...(words.get(first) ?? []), second ?? summary])
  }
  return [...words, ["help", ["what a command does"]] as const].map(([value, notes]) => ({
    value,
    note: notes.join(", "),
  }))
}

/** The second words of a command of two. */
export function secondCommandWords(first: string): readonly Candidate[] {
  return Object.entries(verbs).flatMap(([verb, { summary }]) =>
    verb.startsWith(`${first} `) ? [{ value: verb.slice(first.length + 1), note: summary }] : [],
  )
}

// `memory` is of no use to anybody who types.
const stores = storeKinds.filter(kind => kind !== "memory")

const lists: Readonly<Record<ListKind, (env: Env) => readonly Candidate[]>> = {
  region: () => Object.entries(regions).map(([value, note]) => ({ value, note })),
  format: () => plain(formatNames),
  "shell-format": () => plain(shellNames),
  "explain-format": () => plain(["text", "json", "mermaid"]),
  shell: () => plain(completedShells),
  store: () => plain(stores),
  place: () => [...plain(stores), { value: "credentials", note: "the AWS credentials file" }],
  way: () => plain(wayNames),
  "shell-way": () => plain(shellWayNames),
  kind: () => plain(kinds),
  origin: () => plain(origins),
  backend: () => plain(["file", "secret-service", "pass"]),
  setting: () => settingKeys.map(value => ({ value, note: settingsTable[value].summary.replace(/[.:] .*$|\.$/s, "") })),
  key: () => plain(knownKeys),
  service: () => plain(serviceNames()),
  "sso-session": sessions,
  "mfa-action": () => [
    { value: "add", note: "keep the seed of a device" },
    { value: "list", note: "the devices there are, and who answers for each" },
    { value: "code", note: "show a code" },
    { value: "remove", note: "forget a seed" },
  ],
  "store-action": () => [
    { value: "status", note: "where secrets are kept" },
    { value: "unlock", note: "open a store" },
    { value: "lock", note: "shut it" },
    { value: "passphrase", note: "change its passphrase" },
  ],
}

/** What is wrong with the AWS files is no news to bring to somebody who types. */
function sessions(env: Env): readonly Candidate[] {
  try {
    return sessionsOf(loadProfiles(env)).map(({ name, url }) => ({ value: name, note: url }))
  } catch {
    return []
  }
}

function plain(values: readonly string[]): readonly Candidate[] {
  return values.map(value => ({ value }))
}
