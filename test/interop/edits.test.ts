import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import fc from "fast-check"
import { loadProfiles } from "../../src/config/profiles.ts"
import { isGuiseError } from "../../src/errors.ts"
import { deedOf, openDesk } from "../profiles/deeds.ts"
import { conformanceShapes, type Shape, shape } from "../profiles/shapes.ts"
import { interopVenv, makingTakes } from "./venv.ts"

/** Fixed, so that every run asks the same; a run by hand may ask others. */
const seed = Number(process.env.GUISE_TEST_SEED ?? 20_262)
const folder = mkdtempSync(join(tmpdir(), "guise-readers-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let python: string
beforeAll(() => {
  python = interopVenv().python
}, makingTakes)

/** The same files before and after a few edits. */
interface Pair {
  readonly before: string
  readonly after: string
  readonly touched: ReadonlySet<string>
  readonly what: readonly string[]
}

type Answer = Readonly<Record<"config" | "credentials", Readonly<Record<string, unknown>>>>

const clients = resolve(import.meta.dirname, "clients")
const node = resolve(import.meta.dirname, "../../node_modules/.bin/node")
const dice = fc.array(fc.array(fc.nat(255), { minLength: 2, maxLength: 2 }), { minLength: 4, maxLength: 4 })

function pairOf(one: Shape, rolls: readonly (readonly number[])[], index: number): Pair | undefined {
  const [before, after] = ["before", "after"].map(name => join(folder, String(index), name)) as [string, string]
  for (const path of [before, after]) {
    mkdirSync(path, { recursive: true })
    openDesk(path).write(one)
  }
  const desk = openDesk(after)
  try {
    loadProfiles(desk.parts.env)
  } catch (error) {
    if (isGuiseError(error)) return undefined
    throw error
  }
  const deeds = rolls.flatMap((roll, number) => {
    const deed = deedOf(roll, number, desk)
    if (deed !== undefined) desk.carryOut(deed.writes)
    return deed ?? []
  })
  const touched = new Set(deeds.flatMap(deed => [...deed.touched, ...deed.touched.map(name => `sso-session.${name}`)]))
  return { before, after, touched, what: deeds.map(deed => deed.what) }
}

function answersOf(reader: readonly [string, ...string[]], folders: readonly string[]): readonly Answer[] {
  const [program, ...words] = reader
  const ran = spawnSync(program, words, {
    input: JSON.stringify(folders),
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: folder, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" },
    maxBuffer: 1 << 28,
  })
  if (ran.status !== 0) throw new Error(`${program} ended with ${ran.status}: ${ran.error ?? ran.stderr}`)
  return JSON.parse(ran.stdout)
}

function untouched(answer: Answer | undefined, touched: ReadonlySet<string>) {
  const others = (names: object) =>
    Object.entries(names)
      .filter(([name]) => !touched.has(name.trim()))
      .sort(([a], [b]) => (a < b ? -1 : 1))
  return answer && { config: others(answer.config), credentials: others(answer.credentials) }
}

describe("after edits of files of every shape", () => {
  test.each([
    ["botocore", () => [python, join(clients, "read_files.py")] as const],
    ["the SDK for JavaScript", () => [node, join(clients, "read-files.mjs")] as const],
  ])(
    "%s reads of every profile that was not touched what it read before",
    (_who, reader) => {
      const shapes = [...conformanceShapes(), ...fc.sample(shape, { seed, numRuns: 200 })]
      const rolls = fc.sample(dice, { seed, numRuns: shapes.length })
      const pairs = shapes.flatMap((one, index) => pairOf(one, rolls[index] ?? [], index) ?? [])
      const [before, after] = (["before", "after"] as const).map(when =>
        answersOf(
          reader(),
          pairs.map(pair => pair[when]),
        ),
      )
      for (const [index, { touched, what }] of pairs.entries())
        expect([index, what, untouched(after?.[index], touched)]).toEqual([
          index,
          what,
          untouched(before?.[index], touched),
        ])
      expect(pairs.length).toBeGreaterThan(400)
    },
    60_000,
  )
})
