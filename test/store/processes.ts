import { join, resolve } from "node:path"
import type { StoreKind } from "../../src/store/store.ts"
import type { Env } from "../../src/types.ts"

/** One thing that a process does with a store; `flip` writes one secret and the other in turn until it is killed. */
export type Step =
  | readonly ["read" | "remove", name: string]
  | readonly ["write", name: string, secret: string]
  | readonly ["names" | "lock"]
  | readonly ["flip", name: string, secret: string, other: string]
  /** Answers the code and the words of the error, which does not end the process. */
  | readonly ["try", what: "write" | "remove", name: string, secret?: string]

export type Runtime = "bun" | "node"

export const runtimes = ["bun", "node"] as const

const program = join(import.meta.dirname, "program.ts")
const node = resolve(import.meta.dirname, "../../node_modules/.bin/node")

export interface Ended {
  readonly status: number | null
  readonly answers: readonly unknown[]
  readonly stderr: string
}

/** What another process answers to the steps; throws when it did not end well. */
export async function answersOf(
  runtime: Runtime,
  kind: StoreKind,
  env: Env,
  steps: readonly Step[],
): Promise<readonly unknown[]> {
  const { status, answers, stderr } = await carryOut(runtime, kind, env, steps)
  if (status !== 0) throw new Error(`the process in ${runtime} ended with ${status}: ${stderr}`)
  return answers
}

/** As `answersOf`, for a process that may fail. */
export async function carryOut(
  runtime: Runtime,
  kind: StoreKind,
  env: Env,
  steps: readonly Step[],
  wrapped: readonly string[] = [],
): Promise<Ended> {
  const process = startSteps(runtime, kind, env, steps, wrapped)
  const [stdout, stderr] = await Promise.all([process.stdout.text(), process.stderr.text()])
  await process.exited
  return { status: process.exitCode, answers: stdout === "" ? [] : (JSON.parse(stdout) as unknown[]), stderr }
}

/** Another process, as it starts; `wrapped` are words to put before its own. */
export function startSteps(
  runtime: Runtime,
  kind: StoreKind,
  env: Env,
  steps: readonly Step[],
  wrapped: readonly string[] = [],
) {
  const argv = runtime === "bun" ? [process.execPath, program, kind] : [node, program, kind]
  return Bun.spawn([...wrapped, ...argv], {
    env: { PATH: process.env.PATH ?? "", ...env },
    cwd: "/",
    stdin: new TextEncoder().encode(JSON.stringify(steps)),
    stdout: "pipe",
    stderr: "pipe",
  })
}
