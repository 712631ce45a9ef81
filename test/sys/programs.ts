import { afterAll } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { compileBinary } from "../../tools/build/binary.ts"
import { bundleForNode } from "../../tools/build/bundles.ts"

export interface Program {
  readonly runtime: "bun" | "node"
  /** What stands before the program's own words. */
  readonly argv: readonly string[]
}

const fixture = join(import.meta.dirname, "fixture.ts")
const node = resolve(import.meta.dirname, "../../node_modules/.bin/node")

let built: Promise<readonly Program[]> | undefined

/** fixture.ts as the two programs that guise ships as: built once a test file, and gone when it is through. */
export function programs(): Promise<readonly Program[]> {
  if (built === undefined) {
    const folder = scratch()
    afterAll(() => {
      built = undefined
      rmSync(folder, { recursive: true })
    })
    built = build(folder)
  }
  return built
}

/** The program of one runtime. */
export async function program(runtime: Program["runtime"]): Promise<Program> {
  const found = (await programs()).find(one => one.runtime === runtime)
  if (found === undefined) throw new Error(`no program for ${runtime}`)
  return found
}

async function build(folder: string): Promise<readonly Program[]> {
  const binary = join(folder, "fixture")
  const bundle = join(folder, "fixture.mjs")
  await Promise.all([compileBinary(fixture, binary), bundleForNode(fixture, bundle)])
  return [
    { runtime: "bun", argv: [binary] },
    { runtime: "node", argv: [node, bundle] },
  ]
}

/** The program as one word of a shell line. */
export function shellWord(program: Program): string {
  return program.argv.map(word => `'${word}'`).join(" ")
}

/** A folder for one test, removed by the caller. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), "guise-test-"))
}

export interface Ran {
  readonly status: number | null
  readonly signal: string | number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a line of bash; `$G` in it is the program. */
export async function bash(program: Program, line: string, env: Record<string, string> = {}): Promise<Ran> {
  const ran = Bun.spawn(["bash", "-c", line.replaceAll("$G", shellWord(program))], {
    env: { PATH: process.env.PATH ?? "", HOME: "/dev/null/home", ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  })
  const [stdout, stderr] = await Promise.all([ran.stdout.text(), ran.stderr.text()])
  await ran.exited
  return { status: ran.exitCode, signal: ran.signalCode, stdout, stderr }
}
