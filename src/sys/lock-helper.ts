import { dirname } from "node:path"
import { startLineHelper } from "./line-helper.ts"
import { nativeBinary } from "./native-binary.ts"

/** A lock that a process of its own holds for us. */
export interface HeldElsewhere {
  /** Asks for the lock again: false while somebody else has it. Error: why it cannot be had at all. */
  tryAcquire(): Promise<boolean>
  /** Lets go, and waits until that is so. */
  release(): Promise<void>
}

/**
 * The very lock of lock.ts where this runtime has no node:sqlite (Node 20): the guise binary is Bun under another name,
 * and takes it in our place. It holds the lock for as long as its stdin is open, which the system closes when we die,
 * however we die. Some 5 ms, and only where credentials are made anew. Undefined where no binary was installed.
 */
export function openHelper(path: string): HeldElsewhere | undefined {
  const binary = nativeBinary()
  if (binary === undefined) return undefined
  const helper = startLineHelper({
    runtime: binary,
    program,
    // Nothing of our environment: it needs none of it, and some of it is secret.
    env: { GUISE_LOCK: path, ...systemRoot() },
    cwd: dirname(path),
  })
  return {
    async tryAcquire() {
      const line = await helper.ask("")
      if (line === undefined) throw new Error("the binary that takes it does not run")
      const said: { readonly held?: boolean; readonly failed?: string } = JSON.parse(line)
      if (said.failed !== undefined) throw new Error(said.failed)
      return said.held === true
    },
    release: () => helper.close(),
  }
}

/** Windows starts no program without it. */
function systemRoot(): Readonly<Record<string, string>> {
  const root = process.env.SystemRoot
  return root === undefined ? {} : { SystemRoot: root }
}

/** As lock.ts does it. Plain JavaScript for Bun: each line it reads is one try. */
const program = `
const { DatabaseSync } = require("node:sqlite")
let database
const tryOnce = () => {
  try {
    database ??= new DatabaseSync(process.env.GUISE_LOCK, { timeout: 0 })
    database.exec("PRAGMA journal_mode = MEMORY")
    database.exec("BEGIN EXCLUSIVE")
    return { held: true }
  } catch (error) {
    const busy = ((error.errcode ?? error.errno ?? 0) & 0xff) === 5
    return busy ? { held: false } : { failed: String(error.message) }
  }
}
process.stdin.on("data", () => process.stdout.write(JSON.stringify(tryOnce()) + "\\n"))
process.stdin.on("end", () => process.exit(0))
`
