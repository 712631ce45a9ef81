import { GuiseError } from "../../errors.ts"
import { credentialCommand, namedProfile } from "../flags.ts"
import type { Io } from "../io.ts"
import { printEnv } from "../serve/print-env.ts"
import { serveUntilStopped } from "../serve/serve.ts"
import { wishOf } from "../serve/wish.ts"

/** `guise serve [PROFILE…]`: an endpoint on this machine that hands out fresh credentials. */
export function command(io: Io) {
  return credentialCommand(
    "serve",
    "Hand out fresh credentials at an endpoint on this machine, to whoever has the token; until stopped.",
    ["guise serve readonly deploy", 'eval "$(guise serve --print-env readonly)"'],
  )
    .argument("[more...]", "further profiles, each with a path and a token of its own")
    .usage("[options] [PROFILE…]")
    .option("--port <number>", "listen on this port (default: any free one)")
    .option("--address <ip>", "listen on this address of this machine (default 127.0.0.1)")
    .option(
      "--print-env <profile>",
      "print the variables under which SDKs ask a server that runs, for the shell to evaluate",
    )
    .option(
      "--imds",
      "as a machine's own endpoint (IMDSv2), for programs that know no other: one profile, this user's programs",
    )
    .option("-y, --yes", "with --imds: do not ask first")
    .action(async (argument, more, flags) => {
      const named = [namedProfile(argument, flags) ?? [], more].flat()
      if (flags.printEnv !== undefined) {
        if (named.length > 0) throw new GuiseError("usage", "--print-env takes the profile, and others were named too.")
        return printEnv(flags.printEnv, flags, io)
      }
      const { wish, world } = await wishOf(named, flags, io)
      await serveUntilStopped(wish, flags, world, io)
    })
}
