import { existsSync, readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"

/** Chromium as a command template for guise: a real browser without a window, steered over its debugging port. */
export function chromiumTemplate(folder: string): string {
  if (Bun.which("chromium") === null) throw new Error("no chromium in the PATH: apt-get install chromium")
  const switches = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-port=0",
    `'--user-data-dir=${folder}'`,
  ]
  return `chromium ${switches.join(" ")} {url}`
}

/** The one page that the browser with that folder shows. */
export interface Tab {
  /** Waits until the page's text has this in it, and answers all of it. */
  see(wanted: string): Promise<string>
  /** Clicks what a CSS selector finds; waits for it to be there. */
  click(selector: string): Promise<void>
  /** Goes to another page. */
  go(url: string): Promise<void>
  /** Ends the browser, and waits until it has let go of its folder. */
  close(): Promise<void>
}

interface Answer {
  readonly id?: number
  readonly result?: { readonly result?: { readonly value?: unknown } }
}

/** Waits until that browser has started, and steers it. */
export async function openTab(folder: string): Promise<Tab> {
  const ports = join(folder, "DevToolsActivePort")
  const [port = ""] = (await foundBy(() => existsSync(ports) && readFileSync(ports, "utf8"))).split("\n")
  const address = await foundBy(async () => pageIn(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()))
  const socket = new WebSocket(address)
  await new Promise<void>((done, fail) => {
    socket.onopen = () => done()
    socket.onerror = () => fail(new Error("the browser takes no WebSocket"))
  })
  const ended = new Promise<void>(done => {
    socket.onclose = () => done()
  })
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer
    waiting.get(answer.id ?? 0)?.(answer)
  }
  let asked = 0
  const ask = (method: string, params: object = {}) => {
    const id = ++asked
    socket.send(JSON.stringify({ id, method, params }))
    return new Promise<Answer>(done => waiting.set(id, done))
  }
  const evaluate = async (expression: string) =>
    (await ask("Runtime.evaluate", { expression, returnByValue: true })).result?.result?.value
  return {
    async see(wanted) {
      let shown = ""
      return foundBy(
        async () => {
          shown = String(await evaluate("document.body ? document.body.innerText : ''"))
          return shown.includes(wanted) && shown
        },
        () => `the page shows ${JSON.stringify(shown)}, not ${JSON.stringify(wanted)}`,
      )
    },
    async click(selector) {
      const found = `document.querySelector(${JSON.stringify(selector)})`
      await foundBy(
        async () => (await evaluate(`${found} ? (${found}.click(), true) : false`)) === true,
        () => `the page has no ${selector}`,
      )
    },
    async go(url) {
      await ask("Page.navigate", { url })
    },
    async close() {
      const pid = pidIn(folder)
      void ask("Browser.close")
      await ended
      await foundBy(() => !isAlive(pid))
    },
  }
}

function pageIn(list: unknown): string | false {
  const pages = list as readonly { readonly type: string; readonly webSocketDebuggerUrl: string }[]
  return pages.find(({ type }) => type === "page")?.webSocketDebuggerUrl ?? false
}

/** Chromium's lock is a link that leads to `HOST-PID`. */
function pidIn(folder: string): number {
  return Number(readlinkSync(join(folder, "SingletonLock")).replace(/^.*-/, ""))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** What a look finds in the end. A browser may take long to start on a machine that is busy. */
async function foundBy<T>(look: () => T | false | Promise<T | false>, trouble = () => "waited in vain"): Promise<T> {
  const end = performance.now() + 60_000
  for (;;) {
    const found = await look()
    if (found !== false) return found
    if (performance.now() > end) throw new Error(trouble())
    await Bun.sleep(50)
  }
}
