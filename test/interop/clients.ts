import { spawn, spawnSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { interopVenv } from "./venv.ts"

const folder = resolve(import.meta.dirname, "clients")
const modules = resolve(import.meta.dirname, "../../node_modules")

/** What a client saw: who AWS says it is, or why it got no answer (AWS's code where there is one). */
export type Seen = { readonly arn: string } | { readonly error: string }

/**
 * Programs over SDKs that others wrote. Each says who it is, then who it is as the profile OTHER, then again who it is
 * for every line it reads; a line is the number of seconds that the clock was moved by.
 */
export interface Client {
  readonly name: string
  command(other: string): readonly string[]
}

/** The clients, made ready by whoever asks first: a minute or two then. Throws with the tool's words when it fails. */
export function clients(): readonly Client[] {
  const { python, aws } = interopVenv()
  const go = builtInGo()
  const node = join(modules, ".bin/node")
  const oneProvider = (kind: string) => (other: string) => [node, join(folder, "one-provider.mjs"), kind, other]
  return [
    { name: "AWS CLI", command: other => ["sh", join(folder, "client.sh"), aws, other] },
    { name: "boto3", command: other => [python, join(folder, "client.py"), other] },
    { name: "JS v3", command: other => [node, join(folder, "client.mjs"), other] },
    // Where the chain of the SDK's providers might find something else.
    { name: "JS v3, fromHttp", command: oneProvider("http") },
    { name: "JS v3, fromInstanceMetadata", command: oneProvider("imds") },
    { name: "JS v3, fromGuise", command: oneProvider("guise") },
    { name: "Go v2", command: other => [go, other] },
  ]
}

/** The compiler's own cache makes this quick when nothing has changed. */
function builtInGo(): string {
  const cache = join(modules, ".cache")
  mkdirSync(cache, { recursive: true })
  const program = join(cache, "guise-go-client")
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly" }
  const built = spawnSync("go", ["build", "-buildvcs=false", "-o", program, "."], {
    cwd: join(folder, "go"),
    env,
    encoding: "utf8",
  })
  if (built.status !== 0) throw new Error(`no Go client for the interop tests: ${built.error ?? built.stderr}`)
  return program
}

export interface Running {
  /** The next line that the client prints. Throws when it ends instead. */
  next(): Promise<Seen>
  /** Asks once more, and says how far the clock has been moved. */
  ask(moved: number): void
  /** Ends it; answers its exit status. */
  end(): Promise<number | null>
}

/** Starts a command that becomes, or runs, one of the clients. */
export function start([program = "", ...args]: readonly string[], env: Record<string, string>): Running {
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] })
  let said = ""
  child.stderr.on("data", text => {
    said += text
  })
  const ended = new Promise<number | null>((done, fail) => child.on("close", done).on("error", fail))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async next() {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the client ended with ${await ended}: ${said}`)
      return JSON.parse(value)
    },
    ask: moved => child.stdin.write(`${moved}\n`),
    end() {
      child.stdin.end()
      return ended
    },
  }
}
