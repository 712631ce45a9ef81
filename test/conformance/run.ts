import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

/** One case as `run_cases.py` reads it; what is left out has its default there. */
export interface Case {
  readonly name: string
  readonly area: string
  readonly files: Readonly<Record<string, string>>
  readonly files_base64?: Readonly<Record<string, string>>
  readonly modes?: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly profile: string | null
  readonly server?: object
  readonly mfa_code?: string
  readonly default_region?: boolean
  readonly default_endpoints?: boolean
  readonly expect: Expected
}

export interface Expected {
  readonly ok: boolean
  readonly credentials?: Readonly<Record<string, string>>
  readonly plan?: object
}

/** What the command did, and what the runner says to it. */
export interface Outcome {
  readonly name: string
  readonly verdict: "PASS" | "ALT" | "FAIL"
  /** The runner's own words on a verdict that is no PASS. */
  readonly note: string
  readonly ok: boolean
  readonly credentials?: Readonly<Record<string, string>>
  /** `exit 4` and the like, `Timeout`, `BadOutput`. */
  readonly error_type?: string
  readonly error?: string
  /** What reached the fake AWS, in order. */
  readonly requests: readonly Readonly<Record<string, string | null>>[]
}

/** The cases of a file of this folder. */
export function casesOf(file: "sdk-cases.json" | "recorded-cases.json"): readonly Case[] {
  return (JSON.parse(readFileSync(join(vendor, file), "utf8")) as { cases: Case[] }).cases
}

/** Runs the cases against `dist/guise`, each in a home folder and with a server of its own, and answers by name. */
export async function runCases(cases: readonly Case[]): Promise<ReadonlyMap<string, Outcome>> {
  const guise = join(root, "dist/guise")
  if (!existsSync(guise)) throw new Error(`${guise} is not there: npm run build`)
  const folder = mkdtempSync(join(tmpdir(), "guise-conformance-"))
  try {
    const [input, output] = [join(folder, "cases.json"), join(folder, "out.json")]
    writeFileSync(input, JSON.stringify(cases))
    const said = await python(
      [
        join(vendor, "run_cases.py"),
        input,
        ...["--cmd", `'${guise}' process {profile_arg}`, "--mfa-env", "GUISE_MFA_CODE", "--out", output],
        // A case's server takes half a second to stop, in which nothing else happens.
        ...["--jobs", "12"],
      ],
      folder,
    )
    return merged(cases, said, JSON.parse(readFileSync(output, "utf8")) as Outcome[])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const root = resolve(import.meta.dirname, "../..")
const vendor = join(import.meta.dirname, "vendor")

function python(args: readonly string[], folder: string): Promise<string> {
  const env = { ...process.env, TMPDIR: folder, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" }
  return new Promise((done, fail) => {
    const child = spawn("python3", args, { env, stdio: ["ignore", "pipe", "pipe"] })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on("data", (bytes: Buffer) => out.push(bytes))
    child.stderr.on("data", (bytes: Buffer) => err.push(bytes))
    child.on("error", fail)
    child.on("close", status => {
      if (status === 0) done(Buffer.concat(out).toString())
      else fail(new Error(`run_cases.py ended with ${status}: ${Buffer.concat(err).toString()}`))
    })
  })
}

/** `--out` holds what happened, the lines printed hold the verdicts: `PASS name note`, in the order of the cases. */
function merged(cases: readonly Case[], said: string, outcomes: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  const lines = said.split("\n")
  const found = new Map<string, Outcome>()
  let at = 0
  for (const [index, { name }] of cases.entries()) {
    const outcome = outcomes[index]
    const line = lines.findIndex((text, number) => number >= at && text.slice(5).startsWith(`${name} `))
    const verdict = /^(PASS|ALT|FAIL) /.exec(lines[line] ?? "")?.[1]
    if (outcome?.name !== name || verdict === undefined) throw new Error(`run_cases.py says nothing on ${name}`)
    const note = lines[line]?.slice(6 + name.length) ?? ""
    found.set(name, { ...outcome, verdict: verdict as Outcome["verdict"], note })
    at = line + 1
  }
  return found
}
