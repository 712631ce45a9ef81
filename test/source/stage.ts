import type { Hop, Plan } from "../../src/plan/plan.ts"
import type { KeysRoot, Root, SessionRoot } from "../../src/plan/roots.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import type { Credentials, Endpoint } from "../../src/types.ts"
import { type FakeWorld, fakeCache, fakeNow, fakeWorld, type Script } from "../fake-world.ts"

export const aliceKeys: Credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
export const aliceSerial = "arn:aws:iam::111122223333:mfa/alice"

/** The sandbox and any number of guise processes on one clock and one cache. */
export interface Stage {
  readonly sandbox: Sandbox
  readonly sts: Endpoint
  readonly cache: FakeWorld["cache"]
  /** A process of its own, with somebody at the terminal who reads the code off the device. */
  process(script?: Script): FakeWorld
  /** A process without a terminal: cron, an IDE, a CI job. */
  alone(script?: Script): FakeWorld
  /** Time passes for everybody. */
  pass(seconds: number): void
  /** The actions that AWS was asked for so far, with the role's name and what became of it. */
  calls(): string[]
  readonly code: () => string
}

export async function makeStage(): Promise<Stage> {
  let now = fakeNow
  const sandbox = await startSandbox({ now: () => now })
  const worlds: FakeWorld[] = []
  const cache = fakeCache(() => ({ now, skew: worlds.at(-1)?.skew ?? 0 }))
  const code = () => sandbox.codeFor(aliceSerial) ?? ""
  const start = (script: Script = {}) => {
    const world = { ...fakeWorld({ keys: { alice: aliceKeys }, cache, ...script }), now: () => now }
    worlds.push(world)
    return world
  }
  return {
    sandbox,
    sts: { region: "us-east-1", url: sandbox.url },
    cache,
    process: (script = {}) => start({ typed: Array(9).fill(code), ...script }),
    alone: start,
    pass(seconds) {
      now += seconds
    },
    calls: () =>
      sandbox.calls().map(({ action, params, outcome }) => {
        const role = params.RoleArn?.split("/").at(-1)
        return `${action}${role === undefined ? "" : ` ${role}`}: ${outcome}`
      }),
    code,
  }
}

export const alice: KeysRoot = {
  kind: "keys",
  from: "credentials",
  profile: "alice",
  keyId: "AKIAIOSFODNN7EXAMPLE",
  temporary: false,
}

export function session({ sts }: Stage, more: Partial<SessionRoot> = {}): SessionRoot {
  return { kind: "session", keys: alice, mfaSerial: aliceSerial, duration: 129_600, sts, ...more }
}

export function hop({ sts }: Stage, role: string, more: Partial<Hop> = {}): Hop {
  return { roleArn: `arn:aws:iam::111122223333:role/${role}`, sts, ...more }
}

export function plan(root: Root, hops: readonly Hop[], more: Partial<Plan> = {}): Plan {
  return { profile: "prod", root, hops, reasons: [], notices: [], ...more }
}
