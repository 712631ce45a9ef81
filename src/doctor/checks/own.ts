import { join } from "node:path"
import { loadSettings, settingsFile } from "../../config/settings.ts"
import { isGuiseError } from "../../errors.ts"
import { quoted } from "../../quoted.ts"
import type { Check, Finding } from "../check.ts"
import { namesIn, programOnPath, realPath, statOf } from "../disk.ts"
import type { Facts } from "../facts.ts"
import { placeIn } from "../place.ts"
import { type Demands, privacyOf } from "../private.ts"

const about = { needsNetwork: false, needsBothFiles: false, aboutProfiles: false } as const

/** Whether what guise keeps is its user's alone. */
export const ownFiles: Check = {
  ...about,
  group: "Secrets",
  id: "own-files",
  title: "guise's own folders and files are yours alone",
  run: facts => ownPaths(facts).flatMap(([path, demands]) => privacyOf(path, demands, facts)),
}

const secret: Demands = { readable: "fault", writable: "fault" }
const sealed: Demands = { readable: "warning", writable: "fault" }
/** Settings choose what is run. */
const settings: Demands = { readable: undefined, writable: "fault" }

function ownPaths({ own }: Facts): readonly (readonly [path: string, demands: Demands])[] {
  const entries = join(own.cache, "entries")
  return [
    ...[own.config, ...inside(own.config)].map(path => [path, settings] as const),
    ...[own.cache, ...inside(own.cache), ...inside(entries), own.runtime].map(
      path => [path, path.endsWith("seal.key") ? secret : sealed] as const,
    ),
    ...[own.data, ...inside(own.data)].map(path => [path, secret] as const),
  ]
}

function inside(folder: string): readonly string[] {
  return namesIn(folder).map(name => join(folder, name))
}

/** Where secrets lie, called what it is. */
export const secretPlaces: Check = {
  ...about,
  group: "Secrets",
  id: "secret-places",
  title: "nothing is kept: no session is cached, no index is written",
  run: ({ own }) => [...cacheFindings(own.cache), ...indexFindings(own.cache)],
}

function cacheFindings(folder: string): readonly Finding[] {
  if (statOf(join(folder, "seal.key")) === undefined) return []
  return [
    {
      verdict: "note",
      text: "cached sessions are sealed with a key file that lies beside them: as good as plain text for whoever can read both",
      about: count(namesIn(join(folder, "entries")).length, "entry", "entries"),
      place: { file: folder },
      remedy: "guise clear --yes forgets them",
    },
  ]
}

function indexFindings(folder: string): readonly Finding[] {
  return namesIn(folder)
    .filter(name => name.startsWith("sections-") && !name.endsWith(".tmp"))
    .map(name => ({
      verdict: "note",
      text: "an index of a large AWS file holds names of profiles and their places, and no secret",
      place: { file: join(folder, name) },
      remedy: "delete it whenever you like: it is made again",
    }))
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

/** Whether guise's own settings can be used. */
export const settingsFileCheck: Check = {
  ...about,
  group: "guise itself",
  id: "settings",
  title: "guise's settings, in config.toml and in GUISE_ variables, can be used",
  async run({ env }) {
    try {
      await loadSettings(env)
      return []
    } catch (error) {
      if (!isGuiseError(error)) throw error
      const { message: text, hint } = error
      const place = placeIn(text, [settingsFile(env)])
      return [{ verdict: "fault", text, ...(place && { place }), ...(hint !== undefined && { remedy: hint }) }]
    }
  },
}

/** Whether `guise` means the one that is running. */
export const onPath: Check = {
  ...about,
  group: "guise itself",
  id: "guise-on-path",
  title: "typing guise runs this very guise",
  run({ env, program }) {
    const found = programOnPath("guise", env)
    if (found === undefined) {
      const text = "there is no guise on PATH: hooks and credential_process lines have to name its whole path"
      return [
        {
          verdict: "note",
          text,
          place: { file: program.path },
          remedy: `ln -s ${quoted(program.path)} ~/.local/bin/guise`,
        },
      ]
    }
    if (realPath(found) === realPath(program.path)) return []
    const text = `guise on PATH is another one than this (${program.path})`
    return [
      { verdict: "warning", text, place: { file: found }, remedy: "put the folder of the right one first in PATH" },
    ]
  },
}
