import { chosenFor } from "../../config/settings.ts"
import { consoleLink, consoleVisit } from "../console/link.ts"
import { consoleJson, insistOnBrowser, openLink, sayConsole, sayPrinted } from "../console/open.ts"
import { credentialCommand } from "../flags.ts"
import { confirmProfile } from "../guard.ts"
import type { Io } from "../io.ts"
import { noteUse } from "../picker/usage.ts"
import { whoIsMeant } from "../who.ts"

/** `guise console [PROFILE]`: the AWS console in the person's browser, as that profile. */
export function command(io: Io) {
  return credentialCommand("console", "Open the AWS console as a profile, in your browser.", [
    "guise console prod-admin",
    "guise console prod-admin --service s3 --region eu-west-1",
    "guise console prod-admin --print",
  ])
    .option("--service <name>", "the console of one service: s3, lambda, logs")
    .option("--destination <page>", "one page of the console: its path, or its address")
    .option("--print", "print the link instead; it is a secret, good for 15 minutes")
    .option("--logout", "sign out whoever is signed in to the console first")
    .action(async (argument, typed) => {
      const who = await whoIsMeant(argument, typed, { habit: "look", line: "guise console PROFILE" }, io)
      const { world, flags, from } = who
      const visit = consoleVisit(who)
      const { plan } = visit
      const browser = flags.print === true ? undefined : insistOnBrowser(world, plan.profile)
      await confirmProfile(plan, chosenFor(world.settings, plan.profile), world)
      const link = await consoleLink(visit, flags, world)
      if (plan.profile !== undefined) noteUse(plan.profile, io.env, world.now())
      sayConsole(link, visit, world, from)
      if (browser !== undefined) await openLink(browser, link, visit, world)
      else sayPrinted(visit, world)
      if (flags.json === true) return io.out(consoleJson(link, visit, flags.print === true))
      if (flags.print === true) io.out(`${link.url}\n`)
    })
}
