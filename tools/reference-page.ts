/**
 * Holds the commands of docs/reference.md against what `--help` says: the part between the marks is made from the very
 * objects that print the help. `--write` makes it anew; without it a difference fails.
 */
import { type Shown, shownCommands } from "./commands.ts"

const file = "docs/reference.md"
const marks = { start: "<!-- commands: made by tools/reference-page.ts -->", end: "<!-- end of commands -->" } as const

const page = await Bun.file(file).text()
const before = page.slice(0, page.indexOf(marks.start))
const after = page.slice(page.indexOf(marks.end))
const made = `${before}${marks.start}\n${(await shownCommands()).map(sectionOf).join("")}${after}`

if (process.argv.includes("--write")) await Bun.write(file, made)
else if (made !== page) {
  console.error(`${file} does not say what --help says; make it anew with: bun tools/reference-page.ts --write`)
  process.exit(1)
}

function sectionOf({ name, description, options, examples }: Shown): string {
  const rows = options.map(({ flags, description }) => `| \`${flags}\` | ${description} |\n`).join("")
  return `\n### guise ${name}\n${description}\n\n${examples.map(line => `    ${line}\n`).join("")}\n| flag | |\n|---|---|\n${rows}`
}
