import { plainCommand } from "../flags.ts"
import type { Io } from "../io.ts"

/** `guise sandbox [--run -- CMD ARGS…]`: a small, strict AWS on this machine. */
export function command(io: Io) {
  return plainCommand(
    "sandbox",
    "A small, strict AWS on this machine: serve it, run a command inside it, or steer one that runs.",
    [
      "guise sandbox --run -- bash",
      'guise exec admin --mfa-code "$(guise sandbox --code)" -- aws sts get-caller-identity',
    ],
  )
    .usage("[options] [--run -- CMD ARGS…]")
    .option("--run", "run the command after -- inside it (without one, your shell), and end with it")
    .option("--port <number>", "listen on this port of 127.0.0.1 (default: any free one)")
    .option("--state <file>", "accounts, users and roles from this file (docs/sandbox.md)")
    .option("--code [serial]", "of the sandbox around: print the MFA code of now")
    .option("--calls", "of the sandbox around: print the calls it has had, one JSON document a line")
    .option("--advance <time>", "of the sandbox around: move its clock on (90m, 2h, seconds)")
    .option("--browse <url>", "of the sandbox around: sign in at this address, as a person does in a browser")
    .option("--user <name>", "with --browse: who signs in (default: the first who may)")
    .option("--deny", "with --browse: say no")
    .action(async flags => {
      const { steer } = await import("../sandbox/steer.ts")
      if (await steer(flags, io)) return
      const { serve } = await import("../sandbox/serve.ts")
      io.end(await serve(flags, io))
    })
}
