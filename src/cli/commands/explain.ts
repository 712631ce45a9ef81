import { GuiseError } from "../../errors.ts"
import { driversFor, driverText } from "../../mfa/drivers.ts"
import type { ExplainFacts } from "../../plan/document.ts"
import { explainJson, explainText } from "../../plan/explain.ts"
import { explainMermaid } from "../../plan/mermaid.ts"
import type { Plan } from "../../plan/plan.ts"
import { signInStateOf } from "../../sign-ins/known.ts"
import type { RealWorld } from "../../world.ts"
import { cachedSteps } from "../cached.ts"
import { requestOf, signInCommand } from "../flags.ts"
import type { Io } from "../io.ts"
import { planForWho, sayFrom, whoIsMeant } from "../who.ts"

/** `guise explain PROFILE`: what would be done for it, and why. Calls nobody, asks nothing, writes nothing. */
export function command(io: Io) {
  return signInCommand(
    "explain",
    "Say how credentials for a profile come about: each call, each code, each cap, and why.",
    ["guise explain prod-admin", "guise explain prod-admin --duration 4h --json"],
  )
    .option("--format <name>", "text, json or mermaid", "text")
    .action(async (argument, typed) => {
      const explain = printerNamed(typed.json === true ? "json" : typed.format, io)
      const asking = { habit: "look", line: "guise explain PROFILE", looksOnly: true } as const
      const who = await whoIsMeant(argument, typed, asking, io)
      const { world, flags } = who
      sayFrom(who)
      const plan = planForWho(who, requestOf(flags))
      const facts = {
        now: world.now(),
        cached: await cachedSteps(plan, world),
        answers: (serial: string) => driverText(driversOf(serial, plan.profile, world)),
        signIn: plan.root.kind === "sso" ? signInStateOf(plan.root, world) : undefined,
        profile: plan.profile === undefined ? undefined : world.files.profile(plan.profile),
      }
      explain(plan, facts)
    })
}

function driversOf(serial: string, profile: string | undefined, { mfa, env }: RealWorld) {
  return driversFor({ serial, chosen: mfa.chosen(profile), seeds: mfa.seeds, env })
}

function printerNamed(name: string, io: Io): (plan: Plan, facts: ExplainFacts) => void {
  const printers = {
    text: (plan: Plan, facts: ExplainFacts) => io.show(explainText(plan, facts)),
    mermaid: (plan: Plan, facts: ExplainFacts) => io.show(explainMermaid(plan, facts)),
    json: (plan: Plan, facts: ExplainFacts) => io.out(explainJson(plan, facts)),
  } as const
  const lower = name.toLowerCase()
  if (Object.hasOwn(printers, lower)) return printers[lower as keyof typeof printers]
  throw new GuiseError("usage", `There is no format ${JSON.stringify(name)}.`, {
    hint: `--format takes one of ${Object.keys(printers).join(", ")}`,
  })
}
