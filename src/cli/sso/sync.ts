import { keepAccounts, readAccounts } from "../../config/sso-accounts.ts"
import { followRemoval } from "../../fresh/follow.ts"
import type { KeysParts } from "../../keys/parts.ts"
import { dependentsOf } from "../../profiles/mentions.ts"
import { plansOf } from "../../profiles/sso-plans.ts"
import type { Synced } from "../../profiles/sso-sections.ts"
import { sessionsMeant } from "../../profiles/sso-session.ts"
import type { SyncPlan } from "../../profiles/sso-sync.ts"
import { carryOut, previewOf, type Write } from "../../profiles/writes.ts"
import { quoted } from "../../quoted.ts"
import type { RealWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import type { Io } from "../io.ts"
import { editingParts } from "../keys/parts.ts"
import { tellWritten } from "../write/orphans.ts"
import { accountsIn, type Filters, type Listed, listingsOf, takenBy } from "./listings.ts"
import type { Progress } from "./progress.ts"
import { dataOf, questionOf, sentencesOf } from "./told.ts"
import { type WishFlags, wishOf } from "./wish.ts"

export interface SyncFlags extends Filters, WishFlags {
  readonly session?: string | undefined
  readonly startUrl?: string | undefined
  readonly ssoRegion?: string | undefined
  readonly all?: true | undefined
  readonly yes?: true | undefined
  readonly json?: true | undefined
  readonly looksOnly: boolean
}

/**
 * Lists, decides, shows, asks where profiles would go, and writes once. Nothing is written before everything is listed.
 * Errors: those of `sessionsMeant`, `wishOf`, `listingsOf`, `agree` and `changeFile`.
 */
export async function showOrSync(flags: SyncFlags, progress: Progress, io: Io, world: RealWorld): Promise<void> {
  const { session: name, startUrl, ssoRegion, all = false, prune, looksOnly } = flags
  const sessions = sessionsMeant({ name, startUrl, ssoRegion, all }, world.files)
  // A flag that does not fit is told before AWS is asked a thousand times.
  wishOf(flags, () => true, world)
  const listings = await listingsOf(sessions, flags, progress, world)
  const wish = wishOf(flags, takenBy(flags, listings, world.env), world)
  const parts = await editingParts(undefined, world)
  const plans = plansOf(
    listings.map(listed => ({ session: listed.session, entitled: listed, wish: wish(listed.session) })),
    parts,
  )
  const run: Run = { flags, listings, plans, parts, io, world }
  for (const line of linesOf(run)) world.notice(line)
  const writes: readonly Write[] = [{ role: "config", edits: plans.flatMap(({ edits }) => edits) }]
  if (looksOnly) return show(writes, run)
  const gone = prune ? plans.flatMap(plan => plan.gone) : []
  await agreeToRemove(gone, run)
  const changed = plans.some(({ edits }) => edits.length > 0) && (await carryOut(writes, parts))
  for (const { profile } of gone) tellWritten(await followRemoval(profile, io.env), profile, world)
  keepAccounts(accountsIn(listings), io.env)
  tell(changed, run)
}

interface Run {
  readonly flags: SyncFlags
  readonly listings: readonly Listed[]
  readonly plans: readonly SyncPlan[]
  readonly parts: KeysParts
  readonly io: Io
  readonly world: RealWorld
}

/** Each sign-in's own listing beside its plan. */
function each<T>({ plans, listings }: Run, make: (plan: SyncPlan, listed: Listed) => T): readonly T[] {
  return plans.flatMap((plan, at) => {
    const listed = listings[at]
    return listed === undefined ? [] : [make(plan, listed)]
  })
}

function linesOf(run: Run): readonly string[] {
  return each(run, (plan, listed) => sentencesOf(plan, listed, run.flags.prune)).flat()
}

function dataOfRun(run: Run): object {
  const called = new Map([...readAccounts(run.io.env), ...accountsIn(run.listings)])
  return { signIns: each(run, (plan, listed) => dataOf(plan, listed, run.flags.prune, called)) }
}

function show(writes: readonly Write[], run: Run): void {
  const { flags, parts, io, world } = run
  const diff = previewOf(writes, parts)
  if (flags.json === true) io.out(`${JSON.stringify({ ...dataOfRun(run), diff })}\n`)
  else if (diff === "") world.notice("nothing would change in the AWS files")
  else io.show(diff)
}

async function agreeToRemove(gone: readonly Synced[], { flags, plans, parts, world }: Run): Promise<void> {
  if (gone.length === 0 || flags.yes === true) return
  const orphans = dependentsOf(new Set(gone.map(({ profile }) => profile)), parts.files())
  const hint = `${lineFor(flags, plans)} --yes (or --no-prune, which leaves them)`
  await agree(questionOf(gone, orphans), "Nothing was written", hint, world)
}

/** What was typed, as far as it says whose profiles are meant. */
function lineFor({ all, account = [], role = [] }: SyncFlags, plans: readonly SyncPlan[]): string {
  const whose = all === true ? ["--all"] : plans.map(({ session }) => quoted(session.name))
  const only = [...account.map(each => `--account ${quoted(each)}`), ...role.map(each => `--role ${quoted(each)}`)]
  return ["guise sso sync", ...whose, ...only].join(" ")
}

function tell(changed: boolean, run: Run): void {
  const { flags, io, world } = run
  if (flags.json === true) io.out(`${JSON.stringify({ ...dataOfRun(run), changed })}\n`)
  else world.notice(changed ? writtenLine(run) : "the AWS files say so already")
}

function writtenLine({ plans, parts }: Run): string {
  const first = plans.flatMap(({ added }) => added)[0]?.profile
  return `written to ${parts.files().paths.config}${first === undefined ? "" : `: guise exec ${quoted(first)}`}`
}
