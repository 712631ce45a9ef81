import { afterAll, describe, expect, test } from "bun:test"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { addToConfig, type Home, stage } from "../cli/harness.ts"
import { type Language, type LiveShell, languages, openShell } from "./live.ts"

const { newHome } = await stage()

/** What a shell should be: who is worn, and what the person has of their own. */
interface Model {
  worn: string | undefined
  /** The person's own AWS_REGION and AWS_PROFILE; undefined: unset. */
  region: string | undefined
  profile: string | undefined
}

/** Somebody at a shell. */
interface Seat {
  readonly language: Language
  readonly home: Home
  shell: LiveShell
  model: Model
}

const nobody: Model = { worn: undefined, region: undefined, profile: undefined }

/** The region that each profile brings. */
const regions: Readonly<Record<string, string | undefined>> = { readonly: "us-east-1", bob: "us-east-1" }

/** What somebody does, and what becomes of the model of it. */
const steps: Readonly<Record<string, (seat: Seat, tick: number) => Promise<unknown>>> = {
  ...wearing("readonly"),
  ...wearing("bob"),
  ...wearing("nowhere"),
  "use nosuch": ({ shell }) => shell.run("guise use nosuch"),
  "use with a bad flag": ({ shell }) => shell.run("guise use readonly --duration soon"),
  off: ({ shell, model }) => {
    model.worn = undefined
    return shell.run("guise off")
  },
  "set a region": ({ shell, model, language }, tick) => {
    // What a person sets while a guise is worn goes with it.
    if (model.worn !== undefined) return shell.run("")
    model.region = `eu-west-${(tick % 3) + 1}`
    return shell.run(language.exported("AWS_REGION", model.region))
  },
  "set a profile": ({ shell, model, language }, tick) => {
    if (model.worn !== undefined) return shell.run("")
    model.profile = ["", "a 'quoted' one", "$(exit)", "'"][tick % 4]
    return shell.run(language.exported("AWS_PROFILE", model.profile ?? ""))
  },
  cd: ({ shell, home }, tick) => shell.run(`cd '${home.cwd}/${["a", "b c", "."][tick % 3]}'`),
  exit: async seat => {
    open.delete(seat.shell)
    await seat.shell.close()
    Object.assign(seat, await sit(seat.language, seat.home))
  },
  expire: async ({ shell, language }) => {
    await shell.run(language.knows("until", "1"))
    await shell.run("")
  },
  "use, and Ctrl-C at the question": async ({ shell, language }) => {
    await shell.enter("guise use admin")
    await shell.see("Enter MFA code")
    shell.type("\x03")
    await shell.see("cancelled at the question")
    await shell.see(language.ended(130))
  },
}

/** Some eight hundred steps in a shell, each looked at. Of the shells that draw every key themselves fewer. */
const runsOf = ({ ready }: Language) => (ready === undefined ? 70 : 20)

describe.each(languages.map(language => [language.name, language] as const))("%s", (_name, language) => {
  test("whatever is done in two shells at once, each is what the model of it says", async () => {
    const home = newHome()
    const role = "role_arn = arn:aws:iam::111122223333:role/ReadOnly\nsource_profile = alice\nservices = sandbox"
    addToConfig(home, `[profile nowhere]\n${role}`)
    for (const folder of ["a", "b c"]) mkdirSync(join(home.cwd, folder))
    // One after the other: Nushell's hook is a file, and both write it.
    const seats = [await sit(language, home), await sit(language, home)] as const
    const sequences = fc.array(fc.tuple(fc.nat(1), fc.constantFrom(...Object.keys(steps)), fc.nat(11)), {
      minLength: 6,
      maxLength: 16,
    })
    await fc.assert(
      fc.asyncProperty(sequences, async sequence => {
        for (const [at, [which, step, tick]] of sequence.entries()) {
          const seat = seats[which] ?? seats[0]
          await steps[step]?.(seat, tick)
          await expectAsModelled(seat, `${step}, step ${at + 1} of ${sequence.length}`)
        }
        for (const seat of seats) await expectAsModelled(seat, "all of them, here and in the other shell")
        for (const seat of seats) await steps.off?.(seat, 0)
        for (const seat of seats) await expectAsModelled(seat, "off in both")
      }),
      { numRuns: runsOf(language), endOnFailure: true },
    )
  }, 300_000)
})

function wearing(profile: string): Readonly<Record<string, (seat: Seat) => Promise<unknown>>> {
  return {
    [`use ${profile}`]: ({ shell, model }) => {
      model.worn = profile
      return shell.run(`guise use ${profile}`)
    },
  }
}

async function expectAsModelled({ shell, model }: Seat, after: string): Promise<void> {
  expect({ after, ...seen(await shell.env()) }).toEqual({ after, ...expected(model) })
}

/** The variables that matter, as the model has them; of credentials, whether they are there. */
function expected({ worn, region, profile }: Model): Readonly<Record<string, string | boolean | undefined>> {
  return {
    GUISE_PROFILE: worn,
    AWS_REGION: (worn === undefined ? undefined : regions[worn]) ?? region,
    AWS_DEFAULT_REGION: worn === undefined ? undefined : regions[worn],
    AWS_PROFILE: worn === undefined ? profile : undefined,
    AWS_ACCESS_KEY_ID: worn !== undefined,
    AWS_SESSION_TOKEN: worn === "readonly" || worn === "nowhere",
  }
}

function seen(env: ReadonlyMap<string, string>): Readonly<Record<string, string | boolean | undefined>> {
  return {
    GUISE_PROFILE: env.get("GUISE_PROFILE"),
    AWS_REGION: env.get("AWS_REGION"),
    AWS_DEFAULT_REGION: env.get("AWS_DEFAULT_REGION"),
    AWS_PROFILE: env.get("AWS_PROFILE"),
    AWS_ACCESS_KEY_ID: env.has("AWS_ACCESS_KEY_ID"),
    AWS_SESSION_TOKEN: env.has("AWS_SESSION_TOKEN"),
  }
}

async function sit(language: Language, home: Home): Promise<Seat> {
  const shell = await openShell(language, home)
  open.add(shell)
  await shell.run(language.load)
  await shell.run(language.prompt)
  return { language, home, shell, model: { ...nobody } }
}

const open = new Set<LiveShell>()
afterAll(async () => {
  for (const shell of open) await shell.close()
})
