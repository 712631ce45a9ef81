import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { elvish } from "../../src/shell/elvish.ts"
import { nu } from "../../src/shell/nu.ts"
import { binary, environmentOf, type Home } from "../cli/harness.ts"

/** One shell as it is really started at a terminal, and how it says what tests say in each. */
export interface Language {
  readonly name: "bash" | "zsh" | "fish" | "nu" | "elvish"
  readonly start: readonly string[]
  /** The line that people add to its file, or what comes to the same. */
  readonly load: string
  /** The file that `load` makes first, where the shell reads the hook from one. */
  readonly made?: string
  exported(name: string, value: string): string
  own(name: string, value: string): string
  /** Exports the bytes ff and fe; absent: this shell has nothing but text. */
  noText?(name: string): string
  /** A word with the value of such a variable. */
  word(name: string): string
  /** Lines before and after `load` that put the hook ahead by the seconds in a file, where faketime does not reach it. */
  ahead?(file: string): { readonly before: string; readonly after: string }
  /** Changes what the hook knows. */
  knows(name: "until" | "again", value: string): string
  /** Writes the status of a line to a file. */
  status(line: string, file: string): readonly string[]
  /** What the prompt of a person looks like, with the status of the last command in it where the shell tells that. */
  readonly prompt: string
  /** What is seen when a line has ended with this. */
  ended(status: number): string
  /** A line that ends with 1. */
  readonly fails: string
  /** Prints a text between two control characters. */
  mark(text: string): string
  take(file: string): string
  /** The same line, with what it prints in a file. */
  into(line: string, file: string): string
  /** Takes off everything, evaluated as without the hook. */
  readonly clears: string
  environment(file: string): string
  /** All variables, exported or not. */
  everything(file: string): string
  /** What a terminal is told when the shell reads keys; before that it would take an Enter for a line feed. */
  readonly ready?: string
  /** Variables that the shell changes at each line. */
  readonly busy?: readonly string[]
}

const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`
const fishQuote = (value: string) => `'${value.replace(/[\\']/g, "\\$&")}'`

const posix = {
  exported: (name: string, value: string) => `export ${name}=${quote(value)}`,
  own: (name: string, value: string) => `${name}=${quote(value)}`,
  noText: (name: string) => `export ${name}=$'\\xff\\xfe'`,
  word: (name: string) => `"$${name}"`,
  knows: (name: string, value: string) => `__guise_${name}=${quote(value)}`,
  status: (line: string, file: string) => [`${line}; printf %s $? >'${file}'`],
  ended: (status: number) => `${status}>`,
  fails: "false",
  mark: (text: string) => `printf '\\002${text}\\003'`,
  take: (file: string) => `. '${file}'`,
  into: (line: string, file: string) => `${line} >'${file}'`,
  clears: 'eval "$(guise off --all)"',
  environment: (file: string) => `command env -0 >'${file}'`,
  everything: (file: string) => `set >'${file}'`,
}

const nuProgram = resolve(import.meta.dirname, `../../node_modules/@nushell/${process.platform}-${process.arch}/bin/nu`)

export const languages: readonly Language[] = [
  {
    ...posix,
    name: "bash",
    start: ["bash", "--norc", "--noprofile", "-i"],
    load: 'eval "$(guise hook bash)"',
    prompt: `PS1='<$?> '`,
  },
  {
    ...posix,
    name: "zsh",
    start: ["zsh", "-f", "-i"],
    load: 'eval "$(guise hook zsh)"',
    prompt: `PROMPT='<%?> ' RPROMPT=right`,
  },
  {
    ...posix,
    name: "fish",
    start: ["fish", "--no-config", "-i"],
    load: "guise hook fish | source",
    exported: (name, value) => `set -gx ${name} ${fishQuote(value)}`,
    own: (name, value) => `set -g ${name} ${fishQuote(value)}`,
    noText: name => `set -gx ${name} \\Xff\\Xfe`,
    knows: (name, value) => `set -g __guise_${name} ${fishQuote(value)}`,
    status: (line, file) => [`${line}; printf %s $status >'${file}'`],
    clears: "guise off --all | source",
    prompt: `function fish_prompt; printf '<%s> ' "$pipestatus"; end`,
  },
  {
    name: "nu",
    start: [nuProgram, "--no-config-file", "--no-history"],
    load: "source ~/guise.nu",
    made: "guise hook nu | save -f ~/guise.nu",
    exported: (name, value) => `$env.${name} = ${nu.quote(value)}`,
    own: (name, value) => `$env.${name} = {text: ${nu.quote(value)}}`,
    word: name => `$env.${name}.text`,
    ahead: file => ({
      before: `open --raw ~/guise.nu | str replace "(date now" $"\\(open --raw '${file}' | str trim | into duration --unit sec | $in + \\(date now\\)" | save -f ~/guise.nu`,
      after: "",
    }),
    knows: (name, value) => `$env.__guise.${name} = ${name === "again" ? "[]" : value}`,
    status: (line, file) => [line, `$env.LAST_EXIT_CODE | save -f '${file}'`],
    prompt: `$env.PROMPT_COMMAND = {|| $"<($env.LAST_EXIT_CODE)> " }; $env.PROMPT_INDICATOR = ""`,
    ended: status => `<${status}>`,
    fails: "^false",
    mark: text => `print -n "\\u{2}${text}\\u{3}"`,
    take: file => `source '${file}'`,
    into: (line, file) => `${line} | save -f '${file}'`,
    clears: "^guise off --all | from json | load-env",
    environment: file => `^env -0 | save -f --raw '${file}'`,
    everything: file => `$env | update config { get hooks.pre_prompt } | to nuon --serialize | save -f '${file}'`,
    ready: "\x1b[6n",
    busy: ["LAST_EXIT_CODE", "CMD_DURATION_MS"],
  },
  {
    name: "elvish",
    start: ["elvish", "-norc"],
    load: "eval (guise hook elvish | slurp)",
    exported: (name, value) => `set-env ${name} ${elvish.quote(value)}`,
    own: (name, value) => `edit:add-var ${name} ${elvish.quote(value)}`,
    noText: name => `set-env ${name} "\\xff\\xfe"`,
    word: name => `$${name}`,
    ahead: file => ({
      before: "",
      after: `var now~ = $__guise:clock~; set __guise:clock~ = { + (now) (from-lines <'${file}') }`,
    }),
    knows: (name, value) => `set __guise:${name} = ${name === "again" ? "[]" : `(num ${value})`}`,
    status: (line, file) => [
      `var ended = 0; try { ${line} } catch e { set ended = $e[reason][exit-status] }; print $ended >'${file}'`,
    ],
    prompt: `set edit:prompt = { put '<> ' }; set edit:rprompt = { put right }`,
    ended: status => `exited with ${status}`,
    fails: "fail x",
    mark: text => `print "\\x02${text}\\x03"`,
    take: file => `eval (slurp <'${file}')`,
    into: (line, file) => `${line} >'${file}'`,
    clears: "eval (e:guise off --all | slurp)",
    environment: file => `env -0 >'${file}'`,
    everything: file =>
      `{ each {|name| pprint [$name $__guise:[$name]] } [(keys $__guise:)]; env; echo before-readline (count $edit:before-readline) } >'${file}'`,
    ready: "\x1b[?2004h",
  },
]

/** A shell that somebody sits at. */
export interface LiveShell {
  readonly pid: number
  /** Types a line and waits for it to be done; answers what was shown meanwhile, the prompt after it included. */
  run(line: string): Promise<string>
  /** The prompt as it is now, and what stands on its line. */
  prompt(): Promise<string>
  /** Takes on a file of such lines: what a keyboard cannot type. */
  take(...lines: readonly string[]): Promise<string>
  /** The status that the line ended with. */
  status(line: string): Promise<number>
  /** The environment that a command of it gets, byte for byte. */
  env(): Promise<ReadonlyMap<string, string>>
  /** All its variables, as it prints them. */
  variables(): Promise<string>
  /** Types a line, and waits for nothing but the prompt before it. */
  enter(line: string): Promise<void>
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
  let reads = language.ready === undefined
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
        const text = Buffer.from(bytes).toString("latin1")
        shown += text
        if (language.ready !== undefined && text.includes(language.ready)) reads = true
        // A terminal is asked where its cursor is, and must answer.
        for (const _asked of text.split("\x1b[6n").slice(1)) shell.terminal?.write("\x1b[1;1R")
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
      await more(text)
    }
  }
  function more(text: string | RegExp): Promise<void> {
    return new Promise<void>((done, fail) => {
      const clock = setTimeout(() => fail(new Error(`waited for ${text}, saw ${JSON.stringify(shown)}`)), 20_000)
      wake = () => {
        clearTimeout(clock)
        done()
      }
    })
  }
  function type(text: string): void {
    if (text.includes("\r")) reads = language.ready === undefined
    shell.terminal?.write(text)
  }
  async function enter(line: string): Promise<void> {
    while (!reads) await more("a prompt")
    type(`${line}\r`)
  }
  let lines = 0
  async function run(line: string): Promise<string> {
    const mark = `${number}.${lines++}`
    await enter(line)
    await enter(language.mark(mark))
    // The terminal echoes the line as well; only the shell can have made these bytes.
    return see(`\x02${mark}\x03`)
  }
  const live: LiveShell = {
    pid: shell.pid,
    run,
    async prompt() {
      await run("")
      // A shell may draw only what is new in its prompt; at the next it draws all.
      return run("")
    },
    take(...text) {
      writeFileSync(dump, `${text.join("\n")}\n`)
      return run(language.take(dump))
    },
    async status(line) {
      const steps = language.status(line, dump)
      for (const step of steps.slice(0, -1)) await enter(step)
      await run(steps.at(-1) ?? "")
      return Number(readFileSync(dump, "utf8"))
    },
    async env() {
      await run(language.environment(dump))
      const entries = readFileSync(dump, "latin1")
        .split("\0")
        .map(entry => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)] as const)
      return new Map(entries.filter(([name]) => name !== "" && name !== "_" && !language.busy?.includes(name)))
    },
    async variables() {
      await run(language.everything(dump))
      return readFileSync(dump, "latin1")
    },
    enter,
    type,
    see,
    async close() {
      shell.terminal?.close()
      shell.kill("SIGKILL")
      await shell.exited
    },
  }
  await run(language.made ?? "")
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
