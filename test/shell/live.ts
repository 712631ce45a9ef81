import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { binary, environmentOf, type Home } from "../cli/harness.ts"

/** One shell as it is really started at a terminal, and how it says what tests say in each. */
export interface Language {
  readonly name: "bash" | "zsh" | "fish"
  readonly start: readonly string[]
  /** The line that people add to its file. */
  readonly load: string
  exported(name: string, value: string): string
  own(name: string, value: string): string
  readonly status: string
  /** What the prompt of a person looks like, with the status of the last command in it. */
  readonly prompt: string
  /** All variables, exported or not. */
  readonly everything: string
}

const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`
const fishQuote = (value: string) => `'${value.replace(/[\\']/g, "\\$&")}'`

export const languages: readonly Language[] = [
  {
    name: "bash",
    start: ["bash", "--norc", "--noprofile", "-i"],
    load: 'eval "$(guise hook bash)"',
    exported: (name, value) => `export ${name}=${quote(value)}`,
    own: (name, value) => `${name}=${quote(value)}`,
    status: "$?",
    prompt: `PS1='<$?> '`,
    everything: "set",
  },
  {
    name: "zsh",
    start: ["zsh", "-f", "-i"],
    load: 'eval "$(guise hook zsh)"',
    exported: (name, value) => `export ${name}=${quote(value)}`,
    own: (name, value) => `${name}=${quote(value)}`,
    status: "$?",
    prompt: `PROMPT='<%?> ' RPROMPT=right`,
    everything: "set",
  },
  {
    name: "fish",
    start: ["fish", "--no-config", "-i"],
    load: "guise hook fish | source",
    exported: (name, value) => `set -gx ${name} ${fishQuote(value)}`,
    own: (name, value) => `set -g ${name} ${fishQuote(value)}`,
    status: "$status",
    prompt: `function fish_prompt; printf '<%s> ' "$pipestatus"; end`,
    everything: "set",
  },
]

/** A shell that somebody sits at. */
export interface LiveShell {
  readonly pid: number
  /** Types a line and waits for it to be done; answers what was shown meanwhile, the prompt after it included. */
  run(line: string): Promise<string>
  /** Takes on a file of such lines: what a keyboard cannot type. */
  take(...lines: readonly string[]): Promise<string>
  /** The status that the line ended with. */
  status(line: string): Promise<number>
  /** The environment that a command of it gets, byte for byte. */
  env(): Promise<ReadonlyMap<string, string>>
  /** All its variables, as it prints them. */
  variables(): Promise<string>
  type(text: string): void
  see(text: string | RegExp): Promise<string>
  close(): Promise<void>
}

let shells = 0

/** Opens one in that home, in a folder of its own, with guise on its PATH and nothing loaded yet. */
export async function openShell(
  language: Language,
  home: Home,
  env: Readonly<Record<string, string | undefined>> = {},
  before: readonly string[] = [],
): Promise<LiveShell> {
  const number = shells++
  const bin = binOf(home)
  const dump = join(home.folder, `dump-${number}`)
  let shown = ""
  let wake = () => {}
  const shell = Bun.spawn([...before, ...language.start], {
    cwd: home.cwd,
    env: {
      ...environmentOf(home),
      TERM: "xterm",
      SHELL: "/nowhere/sh",
      ...environmentOf({ ...home, env: {} }, env),
      PATH: `${bin}:${home.env.PATH}`,
    },
    terminal: {
      cols: 200,
      rows: 50,
      data(_terminal, bytes) {
        shown += Buffer.from(bytes).toString("latin1")
        wake()
      },
    },
  })
  async function see(text: string | RegExp): Promise<string> {
    for (;;) {
      const at = typeof text === "string" ? shown.indexOf(text) : shown.search(text)
      if (at !== -1) {
        const length = typeof text === "string" ? text.length : (text.exec(shown)?.[0].length ?? 0)
        const seen = shown.slice(0, at + length)
        shown = shown.slice(at + length)
        return seen
      }
      await new Promise<void>((done, fail) => {
        const clock = setTimeout(() => fail(new Error(`waited for ${text}, saw ${JSON.stringify(shown)}`)), 20_000)
        wake = () => {
          clearTimeout(clock)
          done()
        }
      })
    }
  }
  const type = (text: string) => void shell.terminal?.write(text)
  let lines = 0
  async function run(line: string): Promise<string> {
    const mark = `${number}.${lines++}`
    // The terminal echoes the line as well; only printf can have made these bytes.
    type(`${line}\rprintf '\\002${mark}\\003'\r`)
    return see(`\x02${mark}\x03`)
  }
  const live: LiveShell = {
    pid: shell.pid,
    run,
    take(...text) {
      writeFileSync(dump, `${text.join("\n")}\n`)
      return run(`. '${dump}'`)
    },
    async status(line) {
      await run(`${line}; printf %s ${language.status} >'${dump}'`)
      return Number(readFileSync(dump, "utf8"))
    },
    async env() {
      await run(`command env -0 >'${dump}'`)
      const entries = readFileSync(dump, "latin1")
        .split("\0")
        .map(entry => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)] as const)
      return new Map(entries.filter(([name]) => name !== "" && name !== "_"))
    },
    async variables() {
      await run(`${language.everything} >'${dump}'`)
      return readFileSync(dump, "latin1")
    },
    type,
    see,
    async close() {
      shell.terminal?.close()
      shell.kill("SIGKILL")
      await shell.exited
    },
  }
  await run("true")
  return live
}

/** A folder with `guise` in it. */
function binOf(home: Home): string {
  const bin = join(home.folder, "bin")
  try {
    mkdirSync(bin)
    symlinkSync(binary.argv[0] ?? "", join(bin, "guise"))
  } catch {
    // Another shell of this home made it.
  }
  return bin
}
