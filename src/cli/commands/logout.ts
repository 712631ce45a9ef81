import { GuiseError } from "../../errors.ts"
import { type LoggedOut, logout } from "../../sign-ins/logout.ts"
import { logoutOfAll } from "../../sign-ins/logout-all.ts"
import { makeWorld } from "../../world.ts"
import { namedProfile, profileCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { planForWho, sayFrom, whoIsMeant } from "../who.ts"

/** `guise logout [PROFILE|--all]`: ends a sign-in, and forgets what came of it. */
export function command(io: Io) {
  return profileCommand(
    "logout",
    "End the sign-in behind a profile, at AWS too, and forget the sessions and roles that came of it.",
    ["guise logout corp-dev", "guise logout --all"],
  )
    .option("--all", "every sign-in there is, and every cached session")
    .action(async (argument, typed) => {
      if (typed.all === true) {
        if (namedProfile(argument, typed) !== undefined)
          throw new GuiseError("usage", "--all is for every profile, and one was named.")
        const world = await makeWorld({ ...worldOptionsOf(typed), env: io.env, say: io.say })
        return tell(await logoutOfAll(world), typed, io, world)
      }
      const who = await whoIsMeant(
        argument,
        { ...typed, session: true },
        { habit: "look", line: "guise logout PROFILE" },
        io,
      )
      sayFrom(who)
      tell([await logout(planForWho(who, {}), who.world)], who.flags, io, who.world)
    })
}

function tell(
  done: readonly LoggedOut[],
  { json }: { readonly json?: true | undefined },
  io: Io,
  { notice }: { notice(text: string): void },
): void {
  if (json === true) io.out(`${JSON.stringify({ loggedOut: done })}\n`)
  for (const each of done) notice(sentenceOf(each))
}

function sentenceOf({ what, was, atAws, forgotten }: LoggedOut): string {
  const count = `${forgotten} cached ${forgotten === 1 ? "entry" : "entries"}`
  if (!was) return forgotten === 0 ? `${what}: there was none` : `${what}: there was none; forgot ${count}`
  const end = atAws === undefined ? "forgotten" : atAws ? "signed out, at AWS too" : "signed out on this machine"
  return forgotten === 0 ? `${what}: ${end}` : `${what}: ${end}; forgot ${count}`
}
