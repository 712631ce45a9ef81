import { isVariableName } from "../interface.ts"
import type { Hook } from "./interface.ts"

/**
 * The hook of a shell that is told what to put on as data: one JSON document on one line, of which a part is no document.
 * Nothing of it is evaluated.
 */
export function dataHook(shell: Pick<Hook, "text" | "call" | "reach" | "line" | "file">): Hook {
  return {
    ...shell,
    wear: worn =>
      line({
        set: worn.change.set,
        unset: worn.change.unset.filter(isVariableName),
        profile: worn.profile ?? "",
        before: worn.before,
        after: worn.after,
        color: worn.color ?? "",
        until: whole(worn.until),
        folder: worn.folder ?? "",
        again: worn.again,
      }),
    renew: ({ set }, until) => line({ set, until: whole(until) }),
  }
}

function whole(until: number | undefined): number | undefined {
  return until === undefined ? undefined : Math.floor(until)
}

function line(document: object): string {
  return `${JSON.stringify(document)}\n`
}
