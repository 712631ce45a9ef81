import { beforeAll, describe, expect, test } from "bun:test"
import { spawnSync } from "node:child_process"
import { resolve } from "node:path"
import fc from "fast-check"
import { interopVenv, makingTakes } from "../../interop/venv.ts"
import { type Question, question } from "./generate.ts"
import { layoutQuestion } from "./layout.ts"

/** Fixed, so that every run asks the same; a run by hand may ask others. */
const seed = Number(process.env.GUISE_TEST_SEED ?? 20_260)

interface Answer {
  readonly ok: boolean
  readonly error?: string
  readonly credentials?: Readonly<Record<string, string | null>>
  readonly calls: readonly Readonly<Record<string, string | null>>[]
}

const suites = {
  "profiles, roles and their sources": { ask: question, count: 120, sound: 50 },
  "lines indented at random": { ask: layoutQuestion, count: 80, sound: 8 },
} as const

let python: string
beforeAll(() => {
  python = interopVenv().python
}, makingTakes)

describe("guise answers as botocore does", () => {
  for (const [suite, { ask, count, sound }] of Object.entries(suites)) {
    test(suite, () => {
      const questions = fc.sample(ask, { seed, numRuns: count })
      const answers = answersTo(questions)
      expect(answers).toHaveLength(count)
      for (const [index, { botocore, guise }] of answers.entries()) {
        expect({ ...told(guise), asked: questions[index] }).toEqual({ ...told(botocore), asked: questions[index] })
      }
      // The generator must not drift to questions that are only ever refused.
      expect(answers.filter(({ botocore }) => botocore.ok).length).toBeGreaterThan(sound)
    }, 120_000)
  }
})

function answersTo(questions: readonly Question[]): readonly { readonly botocore: Answer; readonly guise: Answer }[] {
  const script = resolve(import.meta.dirname, "answers.py")
  const guise = resolve(import.meta.dirname, "../../../dist/guise")
  const ran = spawnSync(python, [script, guise], {
    input: JSON.stringify(questions),
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" },
    maxBuffer: 1 << 28,
  })
  if (ran.status !== 0) throw new Error(`answers.py ended with ${ran.status}: ${ran.error ?? ran.stderr}`)
  return JSON.parse(ran.stdout)
}

/** What must be equal: an error stays an error, whatever its words. */
function told({ ok, credentials, calls }: Answer): object {
  if (!ok) return { ok }
  return {
    ok,
    credentials: Object.entries(credentials ?? {}).map(([name, value]) => [name, value && oneBreak(value)]),
    calls: calls.map(({ session_token: _follows, RoleSessionName, ...call }) => ({
      ...call,
      name: RoleSessionName === "anna@x" ? RoleSessionName : "made up",
    })),
  }
}

/** botocore keeps a blank line inside a value that goes on over several; the SDKs for Rust and C drop it, as guise does. */
function oneBreak(value: string): string {
  return value.replace(/\n+/g, "\n")
}
