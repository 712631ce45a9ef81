/**
 * Holds the commands of docs/reference.md against what `--help` says: the part between the marks is made from the very
 * objects that print the help. `--write` makes it anew; without it a difference fails.
 */
import { type Runnable, verbs } from "../src/cli/program.ts"

const file = "docs/reference.md"
const marks = { start: "<!-- commands: made by tools/reference-page.ts -->", end: "<!-- end of commands -->" } as const

/** Commands are built here, never run. */
const silent = {
  env: {},
  child: undefined,
  caller: undefined,
  out: () => {},
  show: () => {},
  say: () => {},
  end: () => {},
}

const page = await Bun.file(file).text()
const before = page.slice(0, page.indexOf(marks.start))
const after = page.slice(page.indexOf(marks.end))
const made = `${before}${marks.start}\n${await commandsText()}${after}`

if (process.argv.includes("--write")) await Bun.write(file, made)
else if (made !== page) {
  console.error(`${file} does not say what --help says; make it anew with: bun tools/reference-page.ts --write`)
  process.exit(1)
}

async function commandsText(): Promise<string> {
  const sections: string[] = []
  for (const [name, { load }] of Object.entries(verbs)) sections.push(sectionOf(name, (await load()).command(silent)))
  return sections.join("")
}

function sectionOf(name: string, command: Runnable): string {
  let examples = ""
  command.configureOutput({ writeOut: text => (examples += text), writeErr: () => {} })
  command.outputHelp()
  const rows = command.options.map(({ flags, description }) => `| \`${flags}\` | ${description} |\n`).join("")
  const lines = examples
    .slice(examples.indexOf("Examples:"))
    .split("\n")
    .slice(1)
    .filter(line => line !== "")
  return `\n### guise ${name}\n${command.description()}\n\n${lines.map(line => `    ${line.trim()}\n`).join("")}\n| flag | |\n|---|---|\n${rows}`
}
