import { readFileSync } from "node:fs"
import { GuiseError } from "../../errors.ts"
import { keysInCsv } from "../../keys/csv.ts"
import { longLivedPair } from "../../keys/pair.ts"
import type { StoredKeys } from "../../store/vault.ts"
import { readStdin } from "../../sys/stdin.ts"
import type { RealWorld } from "../../world.ts"

/** Where the person said that a pair is to be taken from. */
export interface GivenFlags {
  readonly csv?: string | undefined
  readonly user?: string | undefined
  readonly fromEnv?: true | undefined
  readonly accessKeyId?: string | undefined
}

/** The pair that the flags lead to; without one, both halves are asked for. Errors: `usage`, `nobody-to-ask`. */
export async function givenPair(flags: GivenFlags, world: RealWorld): Promise<StoredKeys> {
  const ways = [flags.csv !== undefined, flags.fromEnv === true, flags.accessKeyId !== undefined]
  if (ways.filter(Boolean).length > 1)
    throw new GuiseError("usage", "--csv, --from-env and --access-key-id are three ways to give one pair: use one.")
  if (flags.csv !== undefined) return fromCsv(flags.csv, flags.user)
  if (flags.fromEnv === true) return fromEnvironment(world)
  return typed(flags.accessKeyId, world)
}

function fromCsv(file: string, user: string | undefined): StoredKeys {
  const lines = keysInCsv(textOf(file), file)
  const users = lines.flatMap(line => line.user ?? []).join(", ") || "it names none"
  const fitting = user === undefined ? lines : lines.filter(line => line.user === user)
  const [only, second] = fitting
  if (only !== undefined && second === undefined) return only.keys
  const found = only === undefined ? `no line of ${user}` : "the keys of several users"
  throw new GuiseError("usage", `${file} has ${found}: ${users}.`, { hint: "name one with --user" })
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error"
    throw new GuiseError("usage", `${file} could not be read (${code}).`, { cause })
  }
}

function fromEnvironment({ env }: RealWorld): StoredKeys {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env
  if (!id || !secret)
    throw new GuiseError("usage", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set.", {
      hint: "export both, or give --csv FILE",
    })
  if (token)
    throw new GuiseError("usage", "The environment's keys are temporary: AWS_SESSION_TOKEN is set beside them.")
  return longLivedPair(id, secret, "the environment")
}

/** A secret on stdin is 40 characters and a line end. */
const limit = 4096

async function typed(given: string | undefined, world: RealWorld): Promise<StoredKeys> {
  const id = given ?? (await ask("Access key id: ", false, world)).trim()
  const piped = given === undefined || (await world.somebodyThere()) ? "terminal" : readStdin(limit)
  const secret = typeof piped === "object" ? piped.text : await ask(`Secret access key of ${id}: `, true, world)
  return longLivedPair(id, secret, typeof piped === "object" ? "stdin" : "what was typed")
}

async function ask(question: string, hidden: boolean, { terminal, somebodyThere }: RealWorld): Promise<string> {
  if (await somebodyThere()) return terminal.ask(question, { hidden })
  throw new GuiseError("usage", "No key pair was given, and there is no terminal to ask for one on.", {
    hint: "give --csv FILE, --from-env, or --access-key-id ID with the secret on stdin",
  })
}
