import type { Chosen } from "../../config/settings.ts"
import { settingsTable } from "../../config/settings-table.ts"
import { onOneLine } from "../../printable.ts"
import type { Shown } from "../../shell/hook/interface.ts"
import type { Env } from "../../types.ts"

/** What a template of the setting `prompt` may name, `{left}` apart, which the shell fills in. */
export interface PromptWords {
  readonly profile: string
  readonly account?: string | undefined
  readonly region?: string | undefined
}

/** What is shown, without a word of whom and for how long. */
type Look = Pick<Shown, "before" | "after" | "color">

/** denv's form, which people of several tools know. */
const usual = settingsTable.prompt.fallback ?? ""

/**
 * What the prompt shows of somebody worn, by the settings `prompt` and `color`. Without a color a profile that has
 * `prod` in its name is red: nobody should have to set anything up to be warned.
 */
export function shownIn(words: PromptWords, { prompt = usual, color }: Chosen, env: Env): Look {
  const [before = "", after = ""] = cut(filled(prompt, words))
  const shade = color ?? (/prod/i.test(words.profile) ? "red" : undefined)
  return { before, after, ...(shade === undefined || env.NO_COLOR ? {} : { color: shade }) }
}

/** The same for the variables of a file, with nobody worn. */
export function shownOfFile(label: string, chosen: Chosen, env: Env): Look {
  return shownIn({ profile: label }, { prompt: "source|{profile}{left} ", ...chosen }, env)
}

/** One line, in which nothing moves the cursor or turns the reading order round. */
function filled(template: string, words: PromptWords): string {
  return onOneLine(
    template.replace(/\{(profile|account|region)\}/g, (_all, key: keyof PromptWords) => words[key] ?? ""),
  )
}

function cut(text: string): readonly [string, string] {
  const at = text.indexOf("{left}")
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + "{left}".length)]
}
