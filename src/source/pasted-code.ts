import { GuiseError } from "../errors.ts"
import type { World } from "../types.ts"
import { show } from "./show.ts"

const mostTries = 3

/**
 * The code that a person brings from a browser on another machine: AWS shows it there as one word, the base64 of
 * `state=…&code=…`. SECRET until it is exchanged. Whatever belongs to another sign-in is asked for again.
 * Errors: `prompt-refused`, and those of the terminal.
 */
export async function pastedCode(
  page: string,
  state: string,
  world: Pick<World, "terminal" | "notice">,
): Promise<string> {
  await show(
    ["signing in to AWS: in a browser, on any machine, open", page, "and bring back the code that it shows"],
    world,
  )
  for (let tried = 1; tried <= mostTries; tried += 1) {
    const read = readCode(await world.terminal.ask("Code: "), state)
    if ("code" in read) return read.code
    world.notice(read.trouble)
  }
  throw new GuiseError("prompt-refused", `Nothing that was typed is the code of this sign-in, in ${mostTries} tries.`, {
    hint: "begin again: each sign-in has a page of its own",
  })
}

function readCode(line: string, state: string): { readonly code: string } | { readonly trouble: string } {
  const words = new URLSearchParams(Buffer.from(line.replace(/\s/g, ""), "base64").toString("utf8"))
  const code = words.get("code")
  if (code === null || code === "") return { trouble: "that is not what the page shows: copy the whole of it" }
  // A code that somebody else slipped in would sign this machine in as them.
  if (words.get("state") !== state) return { trouble: "that code belongs to another sign-in, not to the page above" }
  return { code }
}
