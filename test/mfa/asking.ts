import { GuiseError } from "../../src/errors.ts"
import type { Asking } from "../../src/mfa/answer.ts"
import { withCode } from "../../src/mfa/with-code.ts"
import type { MfaSupply } from "../../src/types.ts"
import { type FakeWorld, fakeWorld, type Script } from "../fake-world.ts"

export const serial = "arn:aws:iam::111122223333:mfa/alice"

/** The secret of RFC 6238, which the sandbox's device has as well. */
export const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

/** What a test decides about who answers. */
export interface Cast {
  readonly chosen?: string
  /** `otpauth://` URIs by serial, or what a store says instead. */
  readonly seeds?: Readonly<Record<string, string | GuiseError>>
}

/** What settings and stores know, without either. */
export function supply({ chosen, seeds = {} }: Cast): MfaSupply {
  return {
    chosen: () => chosen,
    seeds: Object.fromEntries(Object.keys(seeds).map(each => [each, { store: "file", since: 0 }])),
    async seedOf(of) {
      const seed = seeds[of]
      if (seed instanceof GuiseError) throw seed
      return seed
    },
  }
}

export const uri = (of = secret) => `otpauth://totp/AWS?secret=${of}&algorithm=SHA1&digits=6&period=30`

export type AskingWorld = FakeWorld & Asking

/** A fake world with somebody, or something, that answers. */
export function askingWorld(cast: Cast, script: Script = {}): AskingWorld {
  return Object.assign(fakeWorld(script), { mfa: supply(cast) })
}

export interface Run {
  readonly sent: string[]
  readonly result: Promise<string>
}

/** Gets a code and sends it to an AWS that takes those that `accepts` says; `answered` is told of each answer. */
export function send(world: Asking, accepts: (code: string) => boolean, answered: () => void = () => {}): Run {
  const sent: string[] = []
  const result = withCode({ serial }, world, async code => {
    sent.push(code)
    answered()
    if (accepts(code)) return `session of ${code}`
    throw new GuiseError("mfa-rejected", "AWS did not accept the MFA code.", {
      detail: "invalid MFA one time pass code",
    })
  })
  return { sent, result }
}
