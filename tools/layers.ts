/**
 * Holds the import table of the house: which room may know which, here and in ARCHITECTURE.md. A room is a folder of
 * src/, or one of the files directly in it. `bun:` modules stay behind sys/, node: modules and everything else with effects out of plan/.
 */
import { Glob } from "bun"

const core = ["types", "errors", "nearest", "instant", "printable", "quoted", "record", "arn", "json", "region"]
const everything = ["*"]

/** Rooms that may be imported; `T` marks those of which only types may be. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  types: [],
  errors: [],
  nearest: [],
  instant: [],
  printable: [],
  quoted: [],
  record: [],
  arn: [],
  json: [],
  region: [],
  sys: core,
  shell: core,
  config: [...core, "sys"],
  aws: [...core, "sys"],
  store: [...core, "sys"],
  plan: [...core, "config:types"],
  mfa: [...core, "sys", "store"],
  cache: [...core, "sys", "store"],
  source: [...core, "sys", "config", "plan", "aws", "mfa", "cache"],
  keys: [...core, "sys", "config", "plan", "aws", "store"],
  profiles: [...core, "sys", "config", "plan", "store", "keys"],
  doctor: [...core, "sys", "config", "plan", "store", "keys", "fresh"],
  emit: [...core, "sys", "aws", "config"],
  sandbox: core,
  timer: [...core, "sys"],
  fresh: [...core, "sys", "config", "plan", "store", "cache", "emit", "timer", "guise", "world"],
  world: everything,
  index: everything,
  library: everything,
  guise: everything,
  launcher: everything,
  "sign-ins": everything,
  cli: everything,
}

/** Rooms with one door, whoever may know them: what else is there is not for the rest of the house. */
const doors: Readonly<Record<string, string>> = { sandbox: "src/cli/sandbox/" }

interface Import {
  readonly from: string
  readonly typesOnly: boolean
}

const faults: string[] = []
for await (const file of new Glob("src/**/*.ts").scan(".")) {
  const room = roomOf(file)
  const allowed = mayImport[room]
  if (allowed === undefined) faults.push(`${file}: the room "${room}" is not in the table`)
  for (const found of importsOf(await Bun.file(file).text())) {
    const fault = faultOf(found, file, room, allowed ?? [])
    if (fault !== undefined) faults.push(`${file}: ${fault}`)
  }
}
faults.push(...pageFaults(await Bun.file("ARCHITECTURE.md").text()))
for (const fault of faults) console.error(fault)
process.exit(faults.length === 0 ? 0 : 1)

function faultOf(
  { from, typesOnly }: Import,
  file: string,
  room: string,
  allowed: readonly string[],
): string | undefined {
  if (from.startsWith("bun:") || from === "bun") return room === "sys" ? undefined : `${from} stays behind sys/`
  if (from.startsWith("node:"))
    return room === "plan" || room === "types" || room === "errors" ? `${from} has no place in ${room}` : undefined
  if (!from.startsWith(".")) return room === "plan" ? `plan is pure and imports no package (${from})` : undefined
  const target = roomOf(new URL(from, `file:///${file}`).pathname.slice(1))
  if (target === room || target === "package.json") return undefined
  if (target === "cli") return room === "launcher" ? undefined : "nothing imports cli"
  const door = doors[target]
  if (door !== undefined && !file.startsWith(door)) return `${target} is reached through ${door} alone`
  if (allowed.includes("*") || allowed.includes(target)) return undefined
  if (allowed.includes(`${target}:types`)) return typesOnly ? undefined : `only types of ${target} may come here`
  return `${room} may not import ${target}`
}

/** Where the page that people read gives a room other neighbours than this table. */
function pageFaults(page: string): readonly string[] {
  const told = new Map<string, string>()
  for (const [, names = "", may = ""] of page.matchAll(/^\| (`[^|]*) \|[^|]*\| ([^|]*) \|$/gm))
    for (const [, name = ""] of names.matchAll(/`([\w-]+)(?:\.ts|\/)`/g)) told.set(name, may)
  return Object.entries(mayImport).flatMap(([room, own]) => {
    const page = toldRooms(told.get(room) ?? "").join(", ")
    const table = [...own].sort().join(", ")
    return page === table ? [] : [`ARCHITECTURE.md lets ${room} know ${page || "nothing"}, and this table ${table}`]
  })
}

/** `core, sys, types of config` as this table has it. */
function toldRooms(may: string): readonly string[] {
  if (may.startsWith("all")) return everything
  const words = may === "nothing" ? [] : may.split(", ").map(word => word.replace(/^types of (.*)$/, "$1:types"))
  return words.flatMap(word => (word === "core" ? core : [word])).sort()
}

function roomOf(path: string): string {
  const [top, room] = path.split("/")
  return top === "src" ? (room ?? "").replace(/\.ts$/, "") : path
}

function importsOf(text: string): readonly Import[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\s+from\s+)?"([^"]+)"/gm)
  const calls = text.matchAll(/\bimport\("([^"]+)"\)/g)
  return [
    ...[...statements].map(([statement, type, from]) => ({
      from: from ?? "",
      typesOnly: type !== undefined || isAllTypes(statement),
    })),
    ...[...calls].map(([, from]) => ({ from: from ?? "", typesOnly: false })),
  ]
}

/** `import { type A, type B } from` brings no code either. */
function isAllTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/
    .exec(statement)?.[1]
    ?.split(",")
    .map(name => name.trim())
    .filter(name => name !== "")
  return names !== undefined && names.length > 0 && names.every(name => name.startsWith("type "))
}
