/** One command of a page, and what the page says it prints. */
export interface Step {
  readonly line: number
  readonly command: string
  readonly expected: readonly string[]
}

/**
 * The steps of a page: in every ```console block each line after `$ ` is a command, `> ` continues it, and the lines up
 * to the next command are what it prints on stdout and stderr. Other blocks are for reading.
 */
export function stepsOf(page: string): readonly Step[] {
  const steps: { line: number; command: string; expected: string[] }[] = []
  let inside = false
  page.split("\n").forEach((text, index) => {
    const last = steps.at(-1)
    if (text.startsWith("```")) inside = text === "```console"
    else if (!inside) return
    else if (text.startsWith("$ ")) steps.push({ line: index + 1, command: text.slice(2), expected: [] })
    else if (last === undefined) throw new Error(`line ${index + 1} is printed by no command`)
    else if (text.startsWith("> ")) last.command += `\n${text.slice(2)}`
    else last.expected.push(text)
  })
  return steps
}

const mark = "\u0001end of step\u0001"

/**
 * One bash script for a whole page: what a step sets, later steps see. 123456 stands for the MFA code of the moment: the
 * sandbox's clock is moved on before each, since a code is good once.
 */
export function scriptOf(steps: readonly Step[]): string {
  const code = '"$(guise sandbox --advance 30s; guise sandbox --code)"'
  const commands = steps.map(({ command }) => `${command.replaceAll("123456", code)}\nprintf '%s\\n' '${mark}'\n`)
  return `exec 2>&1\n${commands.join("")}`
}

/** What each step printed, of the output of `scriptOf`. */
export function printedBy(output: string): readonly (readonly string[])[] {
  return output
    .split(`${mark}\n`)
    .slice(0, -1)
    .map(text => (text === "" ? [] : text.replace(/\n$/, "").split("\n")))
}

/** True when the lines are as the page says: `…` stands for any text in its line, and alone for any lines. */
export function agrees(printed: readonly string[], expected: readonly string[]): boolean {
  const pattern = expected.map(line => (line === "…" ? "(?:.*\n)*" : `${line.split("…").map(literal).join(".*")}\n`))
  return new RegExp(`^${pattern.join("")}$`).test(printed.map(line => `${line}\n`).join(""))
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
}
