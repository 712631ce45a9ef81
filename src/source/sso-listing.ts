import { refusalIn } from "../aws/refusal.ts"
import { accountsPage, type ListedAccount, type Page, type PageWords, rolesPage } from "../aws/sso-listing.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import type { SsoSignIn } from "../plan/plan.ts"
import type { Endpoint, World } from "../types.ts"
import { backoff, isPassing, makePace, type Pace } from "./pace.ts"
import { signInName } from "./sso-names.ts"
import { type SsoToken, ssoToken } from "./sso-token.ts"
import { openWalked, type Walked } from "./sso-walked.ts"

export type { ListedAccount } from "../aws/sso-listing.ts"

/** All that a sign-in may enter. */
export interface Listing {
  readonly accounts: readonly ListedAccount[]
  /** By account id, for the accounts that were asked about; undefined where AWS would not list an account's roles. */
  readonly roles: ReadonlyMap<string, readonly string[] | undefined>
}

export interface ListingOptions {
  /** Whose roles are wanted; absent: those of all accounts. */
  readonly wants?: (account: ListedAccount) => boolean
  /** Told after every account. */
  readonly onAccount?: (listed: number, of: number) => void
  readonly pace?: Pace
}

/**
 * AWS allows 20 requests a second to all who sign in to one Identity Center, and raises that for nobody: half of it is
 * left to the others. https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 */
const perSecond = 10
/** On their way at a time: enough that a far network does not slow the walk down. */
const atOnce = 8
/** How long nothing at all may come back before it is given up, in seconds. */
const patience = { "aws-throttled": 900, "aws-unreachable": 60 } as const
const leastTries = 4
const longestPause = 300

/**
 * Walks through every account and its roles, as fast as AWS allows to one of many. An interrupted walk is gone on with;
 * a token that ends on the way is replaced, by refresh or by signing in. A request that AWS puts off is asked again for a
 * long time: it says nothing about the sign-in.
 * Errors: those of `ssoToken`; `aws-throttled` and `aws-unreachable` when nothing came for long; `aws-refused`.
 */
export async function listingOf(to: SsoSignIn, world: World, options: ListingOptions = {}): Promise<Listing> {
  const { wants = () => true, onAccount = () => {}, pace = makePace(world, { perSecond }) } = options
  const walk: Walk = { to, world, pace, answeredAt: world.now(), setbacks: 0, pausedUntil: 0 }
  const accounts = await allPages(walk, accountsPage)
  const wanted = accounts.filter(wants)
  const walked = openWalked(to, world)
  const rest = wanted.filter(({ accountId }) => !walked.roles.get(accountId))
  const before = wanted.length - rest.length
  let listed = before
  if (before > 0) world.notice(`going on where the last run ended: ${before} of ${wanted.length} accounts are listed`)
  onAccount(before, wanted.length)
  const note: Walked["note"] = (accountId, names) => {
    walked.note(accountId, names)
    listed += 1
    onAccount(listed, wanted.length)
  }
  await Promise.all(Array.from({ length: atOnce }, () => work(rest, walk, note)))
  walked.done()
  return {
    accounts,
    roles: new Map(wanted.map(({ accountId }) => [accountId, walked.roles.get(accountId) ?? undefined])),
  }
}

/** A walk on its way. */
interface Walk {
  readonly to: SsoSignIn
  readonly world: World
  readonly pace: Pace
  /** The one for all who ask; absent while there is none. */
  token?: Promise<SsoToken> | undefined
  /** What the portal took last, and what it took no more. SECRET. */
  taken?: string
  dead?: string
  /** When something came back that was asked for. */
  answeredAt: number
  /** How often in a row everything was put off, and until when it is. */
  setbacks: number
  pausedUntil: number
  over?: true
}

/** Takes one account after the other, until there is none left or another one has failed. */
async function work(rest: ListedAccount[], walk: Walk, note: Walked["note"]): Promise<void> {
  for (let next = rest.shift(); next !== undefined && walk.over === undefined; next = rest.shift()) {
    const { accountId } = next
    try {
      note(accountId, await rolesOf(accountId, walk))
    } catch (error) {
      walk.over = true
      throw error
    }
  }
}

/** Null where AWS says that this account is none of theirs: it may have gone from the list since. */
async function rolesOf(accountId: string, walk: Walk): Promise<readonly string[] | null> {
  try {
    return await allPages(walk, (words, endpoint, world) => rolesPage(accountId, words, endpoint, world))
  } catch (error) {
    if (nameIn(error) === "ForbiddenException" || nameIn(error) === "ResourceNotFoundException") return null
    throw error
  }
}

async function allPages<T>(
  walk: Walk,
  page: (words: PageWords, endpoint: Endpoint, world: World) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = []
  let next: string | undefined
  do {
    const answer = await asked(walk, (token, endpoint) =>
      page({ accessToken: token.accessToken, next }, endpoint, walk.world),
    )
    all.push(...answer.found)
    next = answer.next
  } while (next !== undefined)
  return all
}

/** What the portal answers, asked as often as it takes. */
async function asked<T>(walk: Walk, call: (token: SsoToken, endpoint: Endpoint) => Promise<T>): Promise<T> {
  for (;;) {
    await walk.pace.turn()
    const token = await tokenOf(walk)
    if (token === undefined) continue
    try {
      const answer = await call(token, { ...walk.to.portal, region: token.region })
      walk.taken = token.accessToken
      walk.answeredAt = walk.world.now()
      walk.setbacks = 0
      return answer
    } catch (error) {
      if (nameIn(error) === "UnauthorizedException") renew(walk, token, error)
      else waitFor(walk, error)
    }
  }
}

/** Got once for all of them. Undefined when it could not be had just now. A sign-in takes its time, which is no silence. */
async function tokenOf(walk: Walk): Promise<SsoToken | undefined> {
  const { to, world, dead } = walk
  walk.token ??= ssoToken(to, world, dead === undefined ? {} : { insteadOf: dead }).then(token => {
    walk.answeredAt = world.now()
    return token
  })
  const { token } = walk
  try {
    return await token
  } catch (error) {
    waitFor(walk, error)
    if (walk.token === token) walk.token = undefined
    return undefined
  }
}

/** Once for all who were refused. A token that was made for this and was never taken is not the trouble. */
function renew(walk: Walk, { accessToken, came }: SsoToken, error: unknown): void {
  if (walk.dead === accessToken) return
  if (came !== "kept" && walk.taken !== accessToken) throw error
  walk.dead = accessToken
  walk.token = undefined
}

/** A pause for all of them: as long as AWS says, else longer each time that nothing at all came of it. */
function waitFor(walk: Walk, error: unknown): void {
  if (!isPassing(error)) throw error
  const { to, world, pace, answeredAt } = walk
  const code = isGuiseError(error, "aws-throttled") ? "aws-throttled" : "aws-unreachable"
  // Those that were on their way together are put off together.
  if (world.now() >= walk.pausedUntil) walk.setbacks += 1
  // A machine that slept has been silent for long, too.
  if (world.now() - answeredAt >= patience[code] && walk.setbacks >= leastTries) throw givenUp(to, code, error)
  const asksFor = Math.min(refusal(error)?.retryAfter ?? 0, longestPause)
  const own = asksFor > 0 && walk.setbacks < leastTries ? 0 : backoff(walk.setbacks, code === "aws-throttled" ? 30 : 8)
  const seconds = Math.max(asksFor, own)
  walk.pausedUntil = Math.max(walk.pausedUntil, world.now() + seconds)
  pace.pause(seconds)
  world.detail(`the portal puts requests off (${code}): trying again`)
}

function givenUp(to: SsoSignIn, code: keyof typeof patience, cause: unknown): GuiseError {
  const why = cause instanceof Error ? ` ${cause.message}` : ""
  return new GuiseError(code, `The accounts of ${signInName(to)} could not be listed to the end.${why}`, {
    hint: "the same command later: it goes on where this one ended",
    cause,
  })
}

function nameIn(error: unknown): string | undefined {
  return refusal(error)?.name
}

function refusal(error: unknown) {
  return error instanceof Error ? refusalIn(error) : undefined
}
