/**
 * Manual pages in man(7), from what docs/reference.md is made of: the commands as they print their help, and that page's
 * own tables of exit statuses, variables and files.
 *
 *     bun tools/man-pages.ts [FOLDER]        (default: dist/man)
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { version } from "../package.json"
import { groups } from "../src/cli/overview.ts"
import { type Shown, shownCommands } from "./commands.ts"
import { momentOf } from "./release/moment.ts"

const root = resolve(import.meta.dirname, "..")

/** Writes guise.1 and a page for each command (`guise-keys-add.1`) into a folder; answers their names. */
export async function writeManPages(folder: string): Promise<readonly string[]> {
  const commands = await shownCommands()
  const reference = readFileSync(join(root, "docs/reference.md"), "utf8")
  mkdirSync(folder, { recursive: true })
  const pages = [
    { name: "guise.1", text: overviewPage(commands, reference) },
    ...commands.map(command => ({ name: `${pageName(command)}.1`, text: commandPage(command) })),
  ]
  for (const { name, text } of pages) writeFileSync(join(folder, name), text)
  return pages.map(({ name }) => name)
}

function overviewPage(commands: readonly Shown[], reference: string): string {
  return [
    head("guise"),
    section("Name", `guise \\- ${words("many AWS identities, one person")}`),
    section("Synopsis", `.B guise\n.I command\n${words("[profile] [options] [-- CMD ARGS…]")}`),
    section(
      "Description",
      paragraphs([
        "guise turns the profiles of the AWS files into short-lived credentials, and hands them to one command, one shell or one SDK.",
        "stdout is data, stderr is words, questions go to the terminal. Everything after the first -- is the child's.",
      ]),
    ),
    section("Commands", groups.map(([heading, names]) => groupText(heading, names, commands)).join("\n")),
    section(
      "Examples",
      exampleLines([
        "guise list",
        "guise exec prod-admin -- aws s3 ls",
        "guise use prod-admin",
        "guise off",
        "guise doctor",
      ]),
    ),
    section("Exit status", termsOf(reference, "Exit status")),
    section("Environment", termsOf(reference, "Variables")),
    section("Files", termsOf(reference, "Files")),
    section("See also", `${seeAlso(commands.map(pageName))}\n.PP\n${words("guise COMMAND --help")}`),
  ].join("")
}

function commandPage(command: Shown): string {
  const { name, summary, description, usage, options, examples } = command
  return [
    head(pageName(command)),
    section("Name", `${words(pageName(command))} \\- ${words(summary)}`),
    section("Synopsis", `.B guise ${words(name)}\n${words(usage)}`),
    section("Description", paragraphs([description])),
    section("Options", options.map(({ flags, description }) => term(flags, description)).join("\n")),
    section("Examples", exampleLines(examples)),
    section("See also", seeAlso(["guise"])),
  ].join("")
}

/** One group of commands, as `guise --help` has them. */
function groupText(heading: string, names: readonly string[], commands: readonly Shown[]): string {
  const terms = commands
    .filter(({ name }) => names.includes(name))
    .map(({ name, summary }) => term(name, `${summary[0]?.toUpperCase()}${summary.slice(1)}.`))
  return [`.SS ${words(heading)}`, ...terms].join("\n")
}

function exampleLines(lines: readonly string[]): string {
  return `.EX\n${lines.map(words).join("\n")}\n.EE`
}

function pageName({ name }: Pick<Shown, "name">): string {
  return `guise-${name.replaceAll(" ", "-")}`
}

/** The commit's day, not today: two builds of one commit are the same bytes. */
function head(name: string): string {
  const day = new Date(momentOf(root) * 1000).toISOString().slice(0, 10)
  return `.TH ${words(name).toUpperCase()} 1 ${day} "guise ${version}" "guise"\n.nh\n.ad l\n`
}

function section(title: string, body: string): string {
  return `.SH ${title.toUpperCase().includes(" ") ? `"${title.toUpperCase()}"` : title.toUpperCase()}\n${body}\n`
}

function paragraphs(texts: readonly string[]): string {
  return texts.map(words).join("\n.PP\n")
}

function term(name: string, text: string): string {
  return `.TP\n.B ${words(name)}\n${words(text)}`
}

function seeAlso(pages: readonly string[]): string {
  return pages.map((page, index) => `.BR ${words(page)} (1)${index === pages.length - 1 ? "" : ","}`).join("\n")
}

/** The rows of the table under a heading of the reference page. */
function termsOf(page: string, heading: string): string {
  const from = page.indexOf(`## ${heading}\n`)
  if (from === -1) throw new Error(`docs/reference.md has no section ${heading}`)
  const body = page.slice(from, page.indexOf("\n## ", from + 1) === -1 ? undefined : page.indexOf("\n## ", from + 1))
  const rows = body.split("\n").filter(line => line.startsWith("| ") && !line.startsWith("|---"))
  return rows
    .slice(1)
    .map(row => row.split(/(?<!\\)\|/).map(cell => plain(cell.trim())))
    .map(([, name = "", text = ""]) => term(name, text))
    .join("\n")
}

/** Markdown as it reads without its marks. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll("`", "")
    .replaceAll("\\|", "|")
}

/** Text that means itself: groff_char(7) for what is not ASCII, and nothing that reads as a request. */
function words(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^(?=[.'])/gm, "\\&")
    .replace(
      /[^\n\x20-\x7e]/g,
      char => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
    )
}

if (import.meta.main) await writeManPages(resolve(process.argv[2] ?? join(root, "dist/man")))
