import { GuiseError } from "../../errors.ts"
import { isoTime } from "../../instant.ts"
import { wholeMinutes } from "../../plan/durations.ts"
import { quoted } from "../../quoted.ts"
import type { Browser, World } from "../../types.ts"
import { aroundHere, type Elsewhere, elsewhere } from "../browser/elsewhere.ts"
import { sayWho } from "../guard.ts"
import { formatLeft } from "../lines/duration.ts"
import type { ConsoleLink, ConsoleVisit } from "./link.ts"

/** Words for where the person likely sits. */
const places: Readonly<Record<Elsewhere, string>> = {
  ssh: " over SSH",
  wsl: " in WSL",
  container: " in a container",
}

/** The browser, before anything is asked of AWS in vain. Error: `nobody-to-ask` where no person typed the command. */
export function insistOnBrowser({ browser }: Pick<World, "browser">, profile: string | undefined): Browser {
  if (browser !== undefined) return browser
  throw new GuiseError("nobody-to-ask", "No browser is opened where nobody is at the terminal.", {
    hint: `${printLine(profile)} prints the link`,
  })
}

/** Opens the link. Error: `nobody-to-ask` when no browser could be started; it does not tell the link. */
export async function openLink(browser: Browser, link: ConsoleLink, visit: ConsoleVisit, world: World): Promise<void> {
  if (await browser.open(link.url)) return
  const place = elsewhere(aroundHere(world.env))
  throw new GuiseError(
    "nobody-to-ask",
    `No browser could be started${place === undefined ? "" : places[place]}: neither by the setting browser nor by BROWSER nor by the system.`,
    { hint: `${printLine(visit.plan.profile)} prints the link, to be opened elsewhere` },
  )
}

/** Says on stderr whose console that is, and until when. */
export function sayConsole(link: ConsoleLink, { plan, way }: ConsoleVisit, world: World, from?: string): void {
  const { accountId, endsAt } = link
  const left =
    way.kind === "shortcut"
      ? "by Identity Center's own link"
      : endsAt === undefined
        ? "console"
        : `console for ${formatLeft(wholeMinutes(endsAt - world.now() - world.skew))}`
  sayWho(plan, { accountId, left }, world, from)
}

/** Says what a printed link is worth. */
export function sayPrinted({ way }: ConsoleVisit, world: World): void {
  world.notice(
    way.kind === "shortcut"
      ? "The link holds no secret: whoever follows it signs in to Identity Center first."
      : "The link is a secret, good for 15 minutes: whoever opens it is in the console as this identity.",
  )
}

/** The same as JSON. SECRET where it carries the link. */
export function consoleJson(link: ConsoleLink, { plan, way, destination }: ConsoleVisit, printed: boolean): string {
  const { accountId, endsAt, url } = link
  return `${JSON.stringify({
    profile: plan.profile,
    accountId,
    way: way.kind,
    destination: destination.url,
    expiration: endsAt === undefined ? undefined : isoTime(endsAt),
    ...(printed ? { url } : { opened: true }),
  })}\n`
}

function printLine(profile: string | undefined): string {
  return `guise console${profile === undefined ? "" : ` ${quoted(profile)}`} --print`
}
