import { unifiedDiff } from "../config/diff.ts"
import { previewSection } from "../config/edit.ts"
import type { ImportStep } from "./import-carry.ts"
import type { Decision, PairStep } from "./import-shapes.ts"

/** A decision before it is carried out, with what it changes in the config file. Ends with a line end. */
export function decisionText(decision: Decision, config: string): string {
  if (decision.does === "skip") return `${skippedText(decision)}\n`
  const asks = decision.asks === undefined ? "" : " (asked first)"
  return `profile ${decision.profile}: ${willText(decision)}${asks}\n${changeText(decision, config)}`
}

/** Why a name stays where it is. */
export function skippedText({ profile, keyId, why }: Extract<Decision, { does: "skip" }>): string {
  return `profile ${profile}${keyId === undefined ? "" : `, ${keyId},`} is left: ${why}`
}

/** A step that was carried out. */
export function doneText(step: ImportStep): string {
  if (step.does === "line") return `profile ${step.profile}: ${Object.keys(step.config).join(", ")} written`
  if (step.does === "setting") return `profile ${step.profile}: guise gets codes from its mfa_process now`
  const { profile, keyId, store, keeps } = step
  return keeps
    ? `profile ${profile}: the key ${keyId} is in ${store}`
    : `profile ${profile}: other tools reach the key ${keyId} through guise now`
}

function willText(step: ImportStep): string {
  if (step.does !== "import") return step.asks.replace(/^profile .*?: /, "")
  return step.keeps ? `${step.keyId} into ${step.store}${insteadOf(step)}` : `${step.keyId} is in ${step.store} already`
}

function insteadOf({ replaces }: PairStep): string {
  return replaces === undefined ? "" : `, in place of ${replaces}`
}

function changeText(step: ImportStep, config: string): string {
  if (step.does !== "setting") return configDiff(step, config)
  const table = step.match === undefined ? "" : `+[[profile]]\n+match = ${JSON.stringify(step.match)}\n`
  return `--- ${step.file}\n+++ ${step.file}\n${table}+mfa = "command:…"\n`
}

/** What a step changes in the config file, as a unified diff. Errors: those of `previewSection`. */
export function configDiff(step: ImportStep, config: string): string {
  if (Object.keys(step.config).length === 0) return ""
  const { before, after } = previewSection(config, "config", step.profile, { set: step.config })
  return unifiedDiff(config, before, after)
}
