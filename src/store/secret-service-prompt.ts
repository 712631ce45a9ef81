import { GuiseError } from "../errors.ts"
import { asksNobody } from "../sys/foreground.ts"
import { type Session, textIn } from "./secret-service-session.ts"
import type { StoreHost } from "./store.ts"

/** Milliseconds for a person to read a question of the keyring and to type a password. */
const personLimit = 120_000

/** Milliseconds for the service to take note. */
const callLimit = 20_000

/** How the specification says that nothing need be asked. */
export const noPrompt = "/"

/** Why the keyring asks; the beginning of a sentence. */
export const reasons = { locked: "The keyring is locked", missing: "There is no default keyring yet" } as const

export type Reason = (typeof reasons)[keyof typeof reasons]

/**
 * Has the keyring put the question that it answered with, on the desktop, and waits until the person has done with it.
 * It is not put where nobody could see it. Answers what the method would have answered without a question, as a
 * variant; undefined where there was none.
 * Errors: `nobody-to-ask`, `prompt-refused`.
 */
export async function answerPrompt(
  prompt: unknown,
  { bus, host, ask }: Session,
  reason: Reason = reasons.locked,
): Promise<unknown> {
  const path = textIn(prompt)
  if (path === noPrompt) return undefined
  if (!(await canAnswer(host))) throw nobody(reason)
  host.notice("the keyring asks for a password on the desktop")
  const completed = { path, interface: "org.freedesktop.Secret.Prompt", member: "Completed" }
  const waitFor = await bus.listen(completed, callLimit)
  await ask([path, "Prompt.Prompt"], "s", "")
  const answered = await waitFor(personLimit)
  if (answered === undefined) {
    await ask([path, "Prompt.Dismiss"]).catch(() => {}) // It is dismissed when we hang up, too.
    throw refused(reason, `its question was not answered within ${personLimit / 1000} s`)
  }
  if (answered[0] !== false)
    throw hasDesktop(host) ? refused(reason, "its question was dismissed, or could not be shown") : nobody(reason)
  return answered[1]
}

/** Over `ssh` there is a terminal, and the question may come up on the same person's desktop. */
async function canAnswer(host: StoreHost): Promise<boolean> {
  if (hasDesktop(host)) return true
  const { isSomebodyThere } = await import("../sys/somebody.ts")
  return isSomebodyThere()
}

export function hasDesktop({ env }: StoreHost): boolean {
  return !asksNobody() && Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

const remedies: Readonly<Record<Reason, string>> = {
  [reasons.locked]:
    "unlock the keyring: log in to the desktop, or gnome-keyring-daemon --unlock (takes its password on stdin)",
  [reasons.missing]:
    "make a keyring: log in to the desktop, or gnome-keyring-daemon --unlock (takes a new password on stdin); or --store file",
}

function nobody(reason: Reason): GuiseError {
  return new GuiseError("nobody-to-ask", `${reason}, and there is no desktop on which it could ask for a password.`, {
    hint: remedies[reason],
  })
}

function refused(reason: Reason, why: string): GuiseError {
  return new GuiseError("prompt-refused", `${reason}, and ${why}. Nothing was read or written.`, {
    hint: remedies[reason],
  })
}
