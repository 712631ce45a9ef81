import { isIP } from "node:net"
import { GuiseError } from "../../errors.ts"
import { quoted } from "../../quoted.ts"
import { knowsOwners } from "../../sys/peer.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { type CredentialFlagValues, portOf, worldOptionsOf } from "../flags.ts"
import { folderChoice } from "../folder/choice.ts"
import type { Io } from "../io.ts"
import { sayPassedOver } from "../who.ts"
import type { ServeWish } from "./serve.ts"

/** The words of `guise serve`. */
export interface ServeFlags extends CredentialFlagValues {
  readonly imds?: true | undefined
  readonly yes?: true | undefined
  readonly port?: string | undefined
  readonly address?: string | undefined
}

/**
 * What the words ask for, and the world it is served from. Without a name it is the profile of an allowed `.guise` file.
 * Errors: `usage`, `not-supported`; those of the question that --imds asks.
 */
export async function wishOf(
  named: readonly string[],
  flags: ServeFlags,
  io: Io,
): Promise<{ readonly wish: ServeWish; readonly world: RealWorld }> {
  const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say })
  const profiles = [...new Set(named.length > 0 ? named : await ofFolder(world, io))]
  const wish = {
    profiles,
    machine: flags.imds === true,
    address: addressOf(flags.address),
    port: portOf(flags.port ?? "0"),
  }
  if (wish.machine) await insistOnMachine(wish, flags, world)
  else if (!isOwn(wish.address))
    world.notice(
      `${wish.address} may be reached from other machines: the token is all that keeps them out, and it goes over the network as it is`,
    )
  return { wish, world }
}

async function ofFolder(world: RealWorld, io: Io): Promise<readonly string[]> {
  const folder = await folderChoice(io.env)
  sayPassedOver(folder, world)
  if (folder.kind === "allowed") return [folder.profile]
  throw new GuiseError("usage", "No profile was named, and no .guise file that was allowed names one.", {
    hint: "guise serve PROFILE…",
  })
}

/** Whoever runs as this user may have these credentials: that is agreed to, and true. */
async function insistOnMachine({ profiles, address }: ServeWish, flags: ServeFlags, world: RealWorld): Promise<void> {
  const [only = "", second] = profiles
  if (second !== undefined)
    throw new GuiseError("usage", "A machine has one role, and --imds takes one profile.", {
      hint: "guise serve PROFILE --imds",
    })
  if (!knowsOwners || !address.startsWith("127.")) {
    const why = knowsOwners ? `at ${address} nothing says whose they are` : "this system does not say whose they are"
    throw new GuiseError("not-supported", `--imds hands credentials to every program of yours that asks, and ${why}.`, {
      hint: `guise serve ${quoted(only)}, whose clients show a token`,
    })
  }
  if (flags.yes === true) return
  const question = `Every program that runs as you may take ${only} from this endpoint, unasked. Serve it?`
  await agree(question, "Nothing is served", `guise serve ${quoted(only)} --imds --yes`, world)
}

function isOwn(address: string): boolean {
  return address === "::1" || address.startsWith("127.")
}

function addressOf(text = "127.0.0.1"): string {
  if (isIP(text) !== 0 && text !== "0.0.0.0" && text !== "::") return text
  throw new GuiseError("usage", `--address wants one IP address of this machine, and got ${JSON.stringify(text)}.`)
}
