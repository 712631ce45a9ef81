import { type Program, shellWord } from "./programs.ts"

/** A person at a real terminal, with an interactive bash (job control and all) in it. */
export interface Screen {
  /** Types text; `\r` is Enter, `\x03` Ctrl-C. */
  type(text: string): void
  /** Waits until the screen has shown `text` since the last call that saw something, and answers what it showed. */
  see(text: string | RegExp): Promise<string>
  close(): Promise<void>
}

/** Opens one; `$G` in what is typed stands for the program, kept in a variable of the shell. */
export async function openScreen(program: Program, env: Record<string, string> = {}): Promise<Screen> {
  let shown = ""
  let wake = () => {}
  const shell = Bun.spawn(["bash", "--norc", "--noprofile", "-i"], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: "/dev/null/home",
      TERM: "dumb",
      PS1: "READY> ",
      G: shellWord(program),
      ...env,
    },
    terminal: {
      cols: 200,
      rows: 50,
      data(_terminal, bytes) {
        shown += Buffer.from(bytes).toString("utf8")
        wake()
      },
    },
  })
  const screen: Screen = {
    type: text => void shell.terminal?.write(text.replaceAll("$G", shellWord(program))),
    async see(text) {
      for (;;) {
        const at = typeof text === "string" ? shown.indexOf(text) : shown.search(text)
        if (at !== -1) {
          const length = typeof text === "string" ? text.length : (text.exec(shown)?.[0].length ?? 0)
          const seen = shown.slice(0, at + length)
          shown = shown.slice(at + length)
          return seen
        }
        await new Promise<void>((done, fail) => {
          const clock = setTimeout(() => fail(new Error(`waited for ${text}, saw ${JSON.stringify(shown)}`)), 60_000)
          wake = () => {
            clearTimeout(clock)
            done()
          }
        })
      }
    },
    async close() {
      shell.terminal?.close()
      shell.kill("SIGKILL")
      await shell.exited
    },
  }
  await screen.see("READY> ")
  return screen
}
