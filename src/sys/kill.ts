import { spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"

/**
 * Kills a process and all that descend from it. Not by process group: a group of its own would be in the background
 * of the terminal, and stopped there when it asks a question. Stopped first, so that nobody forks meanwhile.
 */
export async function killTree(root: number | undefined): Promise<void> {
  if (root === undefined) return
  if (process.platform === "win32") {
    await new Promise(done =>
      spawn("taskkill", ["/T", "/F", "/PID", String(root)], { stdio: "ignore" }).on("close", done),
    )
    return
  }
  const doomed = new Set([root])
  signal(root, "SIGSTOP")
  for (let grown = true; grown; ) {
    grown = false
    for (const [pid, parent] of await processes()) {
      if (!doomed.has(parent) || doomed.has(pid)) continue
      doomed.add(pid)
      signal(pid, "SIGSTOP")
      grown = true
    }
  }
  for (const pid of doomed) signal(pid, "SIGKILL")
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}

type Family = readonly [pid: number, parent: number]

function processes(): Family[] | Promise<Family[]> {
  return process.platform === "linux" ? processesInProc() : processesByPs()
}

/** Small containers have no ps(1). */
function processesInProc(): Family[] {
  return readdirSync("/proc")
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        // proc_pid_stat(5), after the command's name in brackets: state ppid
        const parent = /^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1]
        return parent === undefined ? [] : [[Number(pid), Number(parent)] as const]
      } catch {
        return []
      }
    })
}

function processesByPs(): Promise<Family[]> {
  return new Promise(done => {
    const ps = spawn("ps", ["-A", "-o", "pid=,ppid="], { stdio: ["ignore", "pipe", "ignore"] })
    let text = ""
    ps.stdout.on("data", chunk => {
      text += chunk
    })
    ps.on("error", () => done([]))
    ps.on("close", () => {
      done([...text.matchAll(/^\s*(\d+)\s+(\d+)$/gm)].map(([, pid, parent]) => [Number(pid), Number(parent)] as const))
    })
  })
}
