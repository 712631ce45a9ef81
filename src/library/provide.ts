import { chosenFor } from "../config/settings.ts"
import { wantOf } from "../config/want.ts"
import { credentialsFor, planFor } from "../guise.ts"
import type { Plan } from "../plan/plan.ts"
import type { Credentials, Env } from "../types.ts"
import { makeWorld, type RealWorld } from "../world.ts"
import { failureOf } from "./failure.ts"
import type { AwsCredentials, ClientConfig, FromGuiseInit, IdentityProperties, Later } from "./init.ts"
import { durationOf, requestOf } from "./request.ts"

/** Credentials for these words. The files are read anew each time: a client lives longer than they stay as they are. */
export async function provide(init: FromGuiseInit, properties: IdentityProperties = {}): Promise<AwsCredentials> {
  try {
    const world = await worldFor(init, false)
    const plan = await planIn(world, init, properties)
    for (const notice of plan.notices) world.detail(notice)
    const life = wantOf(durationOf(init, "minTtl"), chosenFor(world.settings, plan.profile))
    return identityOf(await credentialsFor(plan, world, init.fresh === true ? { ...life, fresh: true } : life))
  } catch (error) {
    throw failureOf(error)
  }
}

/** The plan alone. Nothing is written. */
export async function decide(init: FromGuiseInit): Promise<Plan> {
  try {
    return await planIn(await worldFor(init, true), init, {})
  } catch (error) {
    throw failureOf(error)
  }
}

function worldFor(init: FromGuiseInit, looksOnly: boolean): Promise<RealWorld> {
  const { logger, mfaCodeProvider } = init
  return makeWorld({
    env: environmentOf(init),
    looksOnly,
    quiet: logger === undefined,
    verbose: logger !== undefined,
    say: text => logger?.debug(text.trimEnd()),
    asksNobody: init.terminal !== true,
    ...(mfaCodeProvider === undefined ? {} : { askCode: mfaCodeProvider }),
  })
}

function environmentOf({ configFilepath, filepath }: FromGuiseInit): Env {
  return {
    ...process.env,
    ...(configFilepath === undefined ? {} : { AWS_CONFIG_FILE: configFilepath }),
    ...(filepath === undefined ? {} : { AWS_SHARED_CREDENTIALS_FILE: filepath }),
  }
}

/** The client's own region and profile come last: they are what it works with, not what it signs in by. */
async function planIn(world: RealWorld, init: FromGuiseInit, properties: IdentityProperties): Promise<Plan> {
  const client: ClientConfig = { ...init.parentClientConfig, ...properties.callerClientConfig }
  const name = init.profile ?? client.profile
  const region = init.region ?? (await valueNow(init.clientConfig?.region))
  const plan = planFor(name, requestOf(init, region), world)
  if (plan.region !== undefined || world.env.AWS_REGION || world.env.AWS_DEFAULT_REGION) return plan
  const last = await valueNow(client.region)
  return last === undefined ? plan : planFor(name, requestOf(init, last), world)
}

/** A client without a region rejects when it is asked for one. */
async function valueNow(later: Later<string> | undefined): Promise<string | undefined> {
  if (typeof later !== "function") return later
  try {
    return await later()
  } catch {
    return undefined
  }
}

function identityOf({ accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId }: Credentials): AwsCredentials {
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiresAt === undefined ? {} : { expiration: new Date(expiresAt * 1000) }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}
