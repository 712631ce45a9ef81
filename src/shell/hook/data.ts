import { isVariableName } from "../interface.ts"
import type { Hook } from "./interface.ts"

/**
 * The hook of a shell that is told what to put on as data: one JSON document on one line, of which a part is no document.
 * Nothing of it is evaluated.
 */
export function dataHook(shell: Pick<Hook, "text" | "call" | "reach" | "line" | "file">): Hook {
  return {
    ...shell,
    wear: ({ change: { set, unset }, profile = "", before, after, color = "", until, folder = "", again }) =>
      line({
        ...{ set, unset: unset.filter(isVariableName), folder, again },
        ...{ profile, before, after, color, until: whole(until) },
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
