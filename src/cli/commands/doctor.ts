import { version } from "../../../package.json"
import { checks } from "../../doctor/checks.ts"
import { examine, summaryOf } from "../../doctor/examine.ts"
import { factsOf } from "../../doctor/facts.ts"
import { codes } from "../../errors.ts"
import { homeOf } from "../../sys/paths.ts"
import { selfWords } from "../../sys/self.ts"
import { namedProfile, profileCommand } from "../flags.ts"
import type { Io } from "../io.ts"
import { diagnosisJson, diagnosisText } from "../lines/diagnosis.ts"

/** A fault is something to be configured otherwise. */
const faulty = codes["profile-invalid"].exit

/** `guise doctor [PROFILE]`: what is not as it should be, where, and what to type. Asks nothing, makes no file. */
export function command(io: Io) {
  return profileCommand(
    "doctor",
    `Look for what is not as it should be: in the AWS files, the environment, the network, and guise itself. Ends with ${faulty} when there is a fault.`,
    ["guise doctor", "guise doctor prod-admin --offline --json"],
  )
    .option("--offline", "leave out the checks that speak to AWS")
    .action(async (argument, flags) => {
      // No World: what keeps one from being made is what this command is there to find.
      const notice = (text: string) => (flags.quiet === true ? undefined : io.say(`guise: ${text}\n`))
      const wire = { env: io.env, now: () => Date.now() / 1000, skew: 0, detail: () => {}, notice }
      const profile = namedProfile(argument, flags)
      const program = { version, path: selfWords().at(-1) ?? "" }
      const facts = factsOf({
        env: io.env,
        now: wire.now(),
        uid: process.getuid?.(),
        program,
        profile,
        reach: async endpoint => (await import("../../aws/reach.ts")).reachSts(endpoint, wire),
      })
      const choice = { offline: flags.offline === true, oneProfile: profile !== undefined }
      const examined = await examine(checks, facts, choice)
      if (flags.json === true) io.out(diagnosisJson(examined, program))
      else io.show(diagnosisText(examined, program, { all: flags.verbose === true, home: homeOf(io.env) }))
      if (summaryOf(examined).fault > 0) io.end(faulty)
    })
}
