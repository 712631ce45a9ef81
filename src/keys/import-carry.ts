import { changeSection } from "../config/edit.ts"
import { GuiseError } from "../errors.ts"
import { chooseStore } from "../store/choice.ts"
import { storedKey } from "../store/known.ts"
import { writeMfaSetting } from "./import-settings.ts"
import type { Decision, LineStep, Offer, OfferedPair, PairStep, SettingStep } from "./import-shapes.ts"
import type { KeysParts } from "./parts.ts"

/** One thing that changes something. */
export type ImportStep = PairStep | LineStep | SettingStep

/** True for a decision that changes something. */
export function isImportStep(decision: Decision): decision is ImportStep {
  return decision.does !== "skip"
}

/**
 * Carries steps out one after the other and tells of each as it is done. The pair is kept and read back before a line
 * leads to it, so that whoever ends this in the middle has what was there before, and goes on by the same command.
 * Errors: those of the stores and of `changeSection`, with the profiles that were done and those that were not.
 */
export async function importSteps(
  steps: readonly ImportStep[],
  offers: readonly Offer[],
  parts: KeysParts,
  done: (step: ImportStep) => void,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      if (step.does === "import" && step.keeps) await keep(step, offers, parts)
      if (step.does === "setting") await writeMfaSetting(step, parts.files(), parts.env)
      else if (Object.keys(step.config).length > 0)
        await changeSection(parts.files().paths.config, "config", step.profile, { set: step.config }, parts.env)
    } catch (error) {
      throw index === 0 && steps.length === 1 ? error : partial(error, steps, index)
    }
    done(step)
  }
}

async function keep(step: PairStep, offers: readonly Offer[], parts: KeysParts): Promise<void> {
  const { vault, host } = parts
  const offer = offers.find((each): each is OfferedPair => each.profile === step.profile && "keys" in each)
  const now = storedKey(vault.known(), step.profile)?.keyId
  if (offer === undefined || now !== step.replaces)
    throw new GuiseError("store-failed", `What is kept for profile ${step.profile} changed meanwhile.`, {
      hint: "run the same command again",
    })
  // Where new secrets go is chosen once, and written down, with the first of them.
  if (parts.asked(step.profile) === undefined) await chooseStore(undefined, vault, host)
  await vault.keepKeys(step.profile, offer.keys, { store: step.store, since: offer.since ?? host.now() })
}

function partial(error: unknown, steps: readonly ImportStep[], index: number): unknown {
  if (!(error instanceof GuiseError)) return error
  const names = (from: number, to?: number) =>
    steps
      .slice(from, to)
      .map(({ profile }) => profile)
      .join(", ") || "none"
  return new GuiseError(
    error.code,
    `${error.message} Imported before that: ${names(0, index)}. Not imported: ${names(index)}.`,
    { hint: error.hint ?? "run the same command again: it goes on where it ended", cause: error },
  )
}
