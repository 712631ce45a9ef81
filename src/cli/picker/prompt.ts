import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isUpKey,
  type KeypressEvent,
  useKeypress,
  usePagination,
  useState,
} from "@inquirer/core"
import { columnsOf } from "../../sys/columns.ts"
import { type Choice, lineOf } from "./choices.ts"
import { ranked } from "./rank.ts"

/** What the prompt is made of. */
export interface PromptConfig {
  readonly message: string
  readonly choices: readonly Choice[]
  /** Rows shown at once. */
  readonly rows: number
  /** Columns of the terminal. */
  readonly columns: number
}

/** More matches than anybody scrolls through; drawing them all would be slow with ten thousand. */
const mostShown = 200
const longestName = 40
/** The mark before each row, and the last column, which terminals wrap at. */
const margin = 3

/**
 * Type to filter, arrows to move, Enter to take. Filtering is done before the next key is looked at: the library's own
 * search prompt filters behind its back, and an Enter typed at once is lost.
 */
export const picker = createPrompt<string, PromptConfig>(({ message, choices, rows, columns }, done) => {
  const [typed, setTyped] = useState("")
  const [active, setActive] = useState(0)
  const all = ranked(choices, typed)
  const matches = all.slice(0, mostShown)

  useKeypress((key, line) => {
    if (isEnterKey(key)) {
      // The line editor empties its line at Enter: what was typed is what it holds with nothing chosen.
      const chosen = matches[active]
      if (chosen === undefined) line.write(typed)
      else done(chosen.name)
    } else if (isUpKey(key) || isDownKey(key)) {
      line.clearLine(0)
      line.write(typed)
      if (matches.length > 0) setActive((active + stepOf(key) + matches.length) % matches.length)
    } else {
      setTyped(line.line)
      setActive(0)
    }
  })

  const nameColumns = Math.min(longestName, Math.max(0, ...matches.map(({ name }) => columnsOf(name))))
  const page = usePagination({
    items: matches,
    active,
    pageSize: rows,
    loop: false,
    renderItem: ({ item, isActive }) => `${isActive ? "❯" : " "} ${lineOf(item, nameColumns, columns - margin)}`,
  })
  const found = matches.length === 0 ? "  nothing is called that" : page
  const count = `  ${all.length} of ${choices.length} · ↑↓ Enter · Ctrl-C leaves`
  return [`${message} ${typed}`, `${found}\n${count.slice(0, Math.max(0, columns - 1))}`]
})

function stepOf(key: KeypressEvent): 1 | -1 {
  return isUpKey(key) ? -1 : 1
}
