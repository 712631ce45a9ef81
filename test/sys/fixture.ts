/** A program of nothing but sys/, driven by its first word: what the tests of this folder run, compiled and in Node. */

import { GuiseError } from "../../src/errors.ts"
import { rememberCaller } from "../../src/sys/caller.ts"
import { end } from "../../src/sys/end.ts"
import { readWhole, useLibc } from "../../src/sys/read.ts"
import { write } from "../../src/sys/write.ts"

const verbs: Readonly<Record<string, (words: readonly string[]) => Promise<number> | number>> = {
  /** exec -- COMMAND…: become it, GUISE_PROFILE set and AWS_PROFILE unset. */
  async exec() {
    await useLibc()
    const caller = await rememberCaller()
    const [command, ...args] = process.argv.slice(process.argv.indexOf("--") + 1)
    const { become } = await import("../../src/sys/exec.ts")
    const change = { set: { GUISE_PROFILE: "prod" }, unset: ["AWS_PROFILE"] }
    return become({ words: [command ?? "", ...args], ours: true, change }, caller)
  },
  /** ask QUESTION [hidden]: the answer as JSON on stdout. */
  async ask([question = "Code: ", hidden]) {
    const { openTerminal } = await import("../../src/sys/tty.ts")
    const answer = await openTerminal().ask(question, { hidden: hidden === "hidden" })
    write(1, `${JSON.stringify(answer)}\n`)
    return 0
  },
  /** write BYTES: so many bytes on stdout. */
  async write([bytes]) {
    await useLibc()
    write(1, "x".repeat(Number(bytes)))
    return 0
  },
  /** read PATH [node]: what is there, as JSON; with node not through the C library. */
  async read([path = "", how]) {
    if (how !== "node") await useLibc()
    const file = readWhole(path)
    const told = file && {
      ...file.stat,
      changedAt: file.stat.changedAt(),
      identity: file.stat.identity(),
      bytes: Buffer.from(file.bytes).toString("base64"),
    }
    write(1, JSON.stringify(told ?? null))
    return 0
  },
  /** lock PATH JOURNAL ROUNDS [hold]: takes the lock, notes "in PID" and "out PID"; with hold never lets go. */
  async lock([path = "", journal = "", rounds = "1", hold]) {
    const { withLock } = await import("../../src/sys/lock.ts")
    const { appendFileSync } = await import("node:fs")
    for (let round = 0; round < Number(rounds); round += 1) {
      await withLock(path, {}, async () => {
        appendFileSync(journal, `in ${process.pid}\n`)
        if (hold === "hold") await new Promise(done => setTimeout(done, 600_000))
        await new Promise(done => setTimeout(done, Math.random() * 3))
        appendFileSync(journal, `out ${process.pid}\n`)
      })
    }
    return 0
  },
  /** shell LINE: how it ended, as JSON. */
  async shell([line = ""]) {
    const { runShell } = await import("../../src/sys/spawn.ts")
    const result = await runShell(line, { env: process.env, timeoutSeconds: 30 })
    write(1, JSON.stringify("stdout" in result ? { ...result, stdout: result.stdout.toString() } : result))
    return 0
  },
  /** wait-for PATH READY: makes READY, and waits until there is PATH. */
  async "wait-for"([path = "", ready = ""]) {
    const { existsSync, writeFileSync } = await import("node:fs")
    writeFileSync(ready, "")
    while (!existsSync(path)) await new Promise(done => setTimeout(done, 5))
    return 0
  },
  /** environment: what this process was given, as JSON. */
  environment() {
    write(1, JSON.stringify(process.env))
    return 0
  },
}

async function main(): Promise<number> {
  const [verb = "", ...words] = process.argv.slice(2)
  try {
    return (await verbs[verb]?.(words)) ?? 99
  } catch (error) {
    if (!(error instanceof GuiseError)) throw error
    write(2, `${error.code}: ${error.message}\n`)
    return error.exitStatus
  }
}

await end(await main())
