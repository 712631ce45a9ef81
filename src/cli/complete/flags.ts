import type { Io } from "../io.ts"
import { type Runnable, verbs } from "../program.ts"
import { flagsForAll } from "../words.ts"
import type { Candidate } from "./answer.ts"
import { withChild } from "./values.ts"

/** The flags of a command, without those that were given and cannot be again. */
export async function flagsOf(
  verb: string | undefined,
  used: readonly string[],
  io: Io,
): Promise<readonly Candidate[]> {
  if (verb === undefined) return globalFlags
  const command = Object.hasOwn(verbs, verb) ? (await verbs[verb]?.load())?.command(io) : undefined
  if (command === undefined) return []
  const free = command.options.filter(option => !option.hidden && (isRepeatable(option) || !isUsed(option, used)))
  const flags = free.flatMap(({ short, long, description }) =>
    [long, short].flatMap(value => (value ? [{ value, note: description }] : [])),
  )
  return [...flags, help, ...(withChild.includes(verb) ? [{ value: "--", note: "then the command to run" }] : [])]
}

type Option = Runnable["options"][number]

const help: Candidate = { value: "--help", note: "what there is" }

const globalFlags: readonly Candidate[] = [
  ...flagsForAll.map(value => ({ value })),
  help,
  { value: "--version", note: "which guise this is" },
]

/** Only a flag that may be repeated gathers its values. */
function isRepeatable({ parseArg }: Option): boolean {
  return parseArg !== undefined
}

function isUsed({ short, long }: Option, used: readonly string[]): boolean {
  return used.some(flag => flag === short || flag === long)
}
