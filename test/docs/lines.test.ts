import { expect, test } from "bun:test"
import { readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { type Runnable, verbs } from "../../src/cli/program.ts"
import { silent } from "../../tools/commands.ts"

const root = resolve(import.meta.dirname, "../..")
const folders = ["docs", "examples"].flatMap(folder => readdirSync(join(root, folder)).map(name => `${folder}/${name}`))
const pages = ["README.md", "SECURITY.md", ...folders.filter(name => name.endsWith(".md"))]

test.each(pages)("%s: every line for guise is one that guise understands", async page => {
  const lines = linesOf(await Bun.file(join(root, page)).text())
  const wrong = await Promise.all(lines.map(async words => [`guise ${words.join(" ")}`, await faultOf(words)] as const))
  expect(wrong.filter(([, fault]) => fault !== undefined)).toEqual([])
})

test("lines are found where they stand, and nowhere else", () => {
  const page =
    'say `guise list | cat`.\n```\nA=1 guise use x  # guise no\n```\n```console\n$ eval "$(guise export -q)"\nguise: none\n```\n'
  expect(linesOf(page)).toEqual([["use", "x"], ["export", "-q"], ["list"]])
})

/** What is said to guise, in blocks and in the text: each a list of words, up to what the shell takes for itself. */
function linesOf(page: string): readonly (readonly string[])[] {
  const parts = page.split(/^```/m)
  const blocks = parts
    .filter((_part, index) => index % 2 === 1)
    .flatMap(block => block.split("\n").filter(typedIn(block)))
  const spans = parts.filter((_part, index) => index % 2 === 0).flatMap(text => text.match(/`[^`\n]+`/g) ?? [])
  return [...blocks, ...spans.map(span => span.slice(1, -1).replaceAll("\\|", "|"))]
    .flatMap(line => [...line.matchAll(/(?:^(?:[$>] )?|[;|&(]) *(?:[A-Z_]+=\S* )*guise (?=[a-z-])(.*)/g)])
    .map(([, words = ""]) => wordsOf(words))
}

/** In a transcript, the lines after a prompt; elsewhere all. */
function typedIn(block: string): (line: string) => boolean {
  return block.startsWith("console") ? line => /^[$>] /.test(line) : () => true
}

/** Words as a shell cuts them, roughly: up to a comment, an operator or the end of a substitution. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = []
  for (const [, word = ""] of text.matchAll(/((?:'[^']*'|"[^"]*"|\$\([^)]*\)|[^\s'"|;&<>()`])+|[|;&<>()#`])\s*/g)) {
    if (/^[|;&<>()#`]/.test(word) || word === "--") break
    words.push(word)
  }
  return words
}

/** Why guise would not understand these words; undefined when it would. Nothing is run. */
async function faultOf(words: readonly string[]): Promise<string | undefined> {
  const [first = "", second = ""] = words
  if (words.length === 0 || /^(--version|--help|help|complete|COMMAND|…)$/.test(first)) return undefined
  const verb = Object.hasOwn(verbs, first) ? first : `${first} ${second}`
  const family = Object.keys(verbs).filter(name => name.startsWith(`${first} `))
  if (!Object.hasOwn(verbs, verb))
    return family.length > 0 && (second === "" || second === "--help") ? undefined : "no such command"
  const command = (await verbs[verb]?.load())?.command(silent)
  return command && faultIn(words.slice(verb.split(" ").length), command)
}

function faultIn(words: readonly string[], { options, registeredArguments }: Runnable): string | undefined {
  let plain = 0
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ""
    if (/^(--help|-h|…|\.\.\.)$/.test(word)) continue
    if (!/^-\S/.test(word)) {
      plain += 1
      continue
    }
    const [flag] = word.split("=")
    const option = options.find(({ long, short }) => long === flag || short === flag)
    if (option === undefined) return `no flag ${flag}`
    if (option.required && !word.includes("=")) at += 1
  }
  const most = registeredArguments.some(({ variadic }) => variadic)
    ? Number.POSITIVE_INFINITY
    : registeredArguments.length
  return plain > most ? `${plain} words, and ${most} are taken` : undefined
}
