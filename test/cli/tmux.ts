import { environmentOf, type Home } from "./harness.ts"

/** A window as a person sees it: what stands on it, not what was once written to it. */
export interface Window {
  /** Types words; "Enter", "Down", "C-c" and the like are keys. */
  type(...keys: readonly string[]): void
  /** Waits until the window shows this, and answers all that it shows. */
  see(wanted: string | RegExp): Promise<string>
  close(): void
}

let windows = 0

/** Opens one of 80 columns and 24 lines in that home, with bash in it and `guise` as a word it knows. */
export function openWindow(guise: string, home: Home): Window {
  const window = openWindowWith(["bash", "--norc", "--noprofile"], environmentOf(home), { columns: 80, lines: 24 })
  window.type(`guise() { ${guise} "$@"; }; PS1='READY> '; cd '${home.cwd}'; clear`, "Enter")
  return window
}

/** Opens one with any command in it, in that environment and folder. */
export function openWindowWith(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  { columns, lines, cwd }: { readonly columns: number; readonly lines: number; readonly cwd?: string },
): Window {
  const socket = `guise-test-${process.pid}-${windows++}`
  const tmux = (...words: readonly string[]) =>
    Bun.spawnSync(["tmux", "-L", socket, "-f", "/dev/null", ...words], {
      env: { ...env, TERM: "xterm" },
      ...(cwd === undefined ? {} : { cwd }),
    })
  tmux("new-session", "-d", "-x", String(columns), "-y", String(lines), ...command)
  return {
    type: (...keys) => void tmux("send-keys", ...keys),
    async see(wanted) {
      const end = performance.now() + 20_000
      for (;;) {
        const shown = tmux("capture-pane", "-p").stdout.toString()
        if (typeof wanted === "string" ? shown.includes(wanted) : wanted.test(shown)) return shown
        if (performance.now() > end) throw new Error(`waited for ${wanted}, and the window shows:\n${shown}`)
        await Bun.sleep(50)
      }
    },
    close: () => void tmux("kill-server"),
  }
}
