/**
 * A process that uses a store: `program.ts KIND` carries out the steps that stand on stdin as JSON, and prints what came
 * of each as JSON. Runs in Bun and, types stripped, in Node.
 */

import { readFileSync } from "node:fs"
import { isGuiseError } from "../../src/errors.ts"
import { storeKindOf } from "../../src/store/choice.ts"
import { openStore } from "../../src/store/open.ts"
import type { Lockable } from "../../src/store/store.ts"
import { openTerminal } from "../../src/sys/tty.ts"
import type { Step } from "./processes.ts"

async function main(kind: string, steps: readonly Step[]): Promise<void> {
  const store = await openStore(storeKindOf(kind), {
    env: process.env,
    now: () => Date.now() / 1000,
    terminal: openTerminal(),
    unlockTtl: 8 * 3600,
    notice: text => process.stderr.write(`${text}\n`),
  })
  const answers: unknown[] = []
  for (const step of steps) answers.push((await answerTo(step, store)) ?? null)
  process.stdout.write(JSON.stringify(answers))
}

async function answerTo(step: Step, store: Lockable): Promise<unknown> {
  if (step[0] === "try") return failureOf(step[1], step[2], step[3] ?? "", store)
  const [what, name = "", secret = "", other = ""] = step
  switch (what) {
    case "read":
      return store.read(name)
    case "write":
      return store.write(name, secret)
    case "remove":
      return store.remove(name)
    case "names":
      return store.names()
    case "lock":
      return store.lock()
    case "flip":
      for (let round = 0; ; round += 1) {
        await store.write(name, round % 2 === 0 ? secret : other)
        if (round === 1) process.stdout.write("flipping\n")
      }
  }
}

async function failureOf(what: "write" | "remove", name: string, secret: string, store: Lockable): Promise<string> {
  try {
    await (what === "write" ? store.write(name, secret) : store.remove(name))
    return "done"
  } catch (error) {
    if (isGuiseError(error)) return `${error.code}: ${error.message}`
    throw error
  }
}

try {
  await main(process.argv[2] ?? "", JSON.parse(readFileSync(0, "utf8")) as Step[])
} catch (error) {
  if (!isGuiseError(error)) throw error
  process.stderr.write(`${error.code}: ${error.message}\n`)
  process.exitCode = error.exitStatus
}
