import { readdirSync, readFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import type { Program } from "../../sys/programs.ts"
import { environmentOf, type Home, type RunOptions } from "../harness.ts"

/** A `guise serve` that runs. */
export interface Server {
  readonly pid: number
  readonly url: string
  readonly port: number
  /** What it has said until now. */
  said(): string
  /** Resolves once it has said this. */
  says(text: string): Promise<void>
  /** SECRET, were it not a sandbox's. */
  token(profile: string): string
  /** Ends it with SIGTERM; answers how it ended. */
  stop(): Promise<number | null>
}

/** Starts it, and waits until it serves. Throws with its words when it ends instead. */
export async function serve(
  build: Program,
  home: Home,
  words: readonly string[],
  options: RunOptions = {},
): Promise<Server> {
  const child = Bun.spawn([...build.argv, "serve", ...words], {
    env: environmentOf(home, options.env),
    cwd: options.cwd ?? home.cwd,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    detached: true,
  })
  let said = ""
  let heard = () => {}
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const bytes of child.stderr) {
      said += decoder.decode(bytes, { stream: true })
      heard()
    }
  })()
  const says = async (text: string) => {
    while (!said.includes(text)) {
      if (child.exitCode !== null) throw new Error(`guise serve ended with ${child.exitCode}: ${said}`)
      const more = new Promise<void>(done => {
        heard = done
      })
      await Promise.race([more, child.exited])
    }
  }
  await says(" at http://")
  const url = / at (http:\S+);/.exec(said)?.[1] ?? ""
  return {
    pid: child.pid,
    url,
    port: Number(url.split(":").at(-1)),
    said: () => said,
    says,
    token: profile => tokenOf(profile, home),
    async stop() {
      child.kill("SIGTERM")
      await Promise.all([child.exited, reading])
      return child.exitCode
    },
  }
}

/** By the file that says where each profile's token lies. */
function tokenOf(profile: string, home: Home): string {
  const folder = join(environmentOf(home).XDG_RUNTIME_DIR ?? "", "guise/commands")
  const notes = readdirSync(folder).flatMap(name => noteIn(join(folder, name, "serve.json")))
  const file = notes.find(note => Object.hasOwn(note.profiles, profile))?.profiles[profile]?.tokenFile
  return file === undefined ? "" : readFileSync(file, "utf8")
}

type Note = { readonly profiles: Readonly<Record<string, { readonly tokenFile?: string }>> }

function noteIn(file: string): readonly Note[] {
  try {
    return [JSON.parse(readFileSync(file, "utf8"))]
  } catch {
    return []
  }
}

/** What comes back for these bytes until the server closes; `more` is sent again and again until then. */
export function raw(port: number, bytes: string, more?: string): Promise<string> {
  return new Promise(done => {
    let heard = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes))
    const clock = more === undefined ? undefined : setInterval(() => socket.write(more), 300)
    socket.on("data", data => {
      heard += data
    })
    // A reset is a way to close as well.
    socket.on("error", () => undefined)
    socket.on("close", () => {
      clearInterval(clock)
      done(heard)
    })
  })
}

/** A GET with these headers, as its status and its body. */
export async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<[number, string]> {
  const answer = await fetch(url, { headers })
  return [answer.status, await answer.text()]
}
