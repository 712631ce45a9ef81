import { spawn } from "node:child_process"
import { once } from "node:events"
import { renameSync, writeFileSync } from "node:fs"
import { createInterface } from "node:readline"

export interface MovedClock {
  /** Variables under which every program but Go's sees the clock as it was moved. */
  readonly env: Record<string, string>
  /** Moves it, whole or not at all, for programs that run as well: each reads the file whenever it looks at the clock. */
  move(seconds: number): void
  end(): Promise<unknown>
}

/** A clock that can be moved (libfaketime), not yet moved; `file` is where it will say by how much. */
export async function movedClock(file: string): Promise<MovedClock> {
  // faketime(1) makes the memory that all programs under it share, and removes it when its own command ends.
  const keeper = spawn("faketime", ["-f", "+0", "sh", "-c", 'echo "$LD_PRELOAD|$FAKETIME_SHARED"; read _'])
  const failed = new Promise<never>((_done, fail) =>
    keeper.on("error", () => fail(new Error("the interop tests need faketime: apt-get install faketime"))),
  )
  const [line] = await Promise.race([once(createInterface({ input: keeper.stdout }), "line"), failed])
  const [library = "", shared = ""] = String(line).split("|")
  const move = (seconds: number) => {
    writeFileSync(`${file}.new`, `+${seconds}\n`)
    renameSync(`${file}.new`, file)
  }
  move(0)
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_SHARED: shared,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      // Timers go by this one: a sleeper would not wake for an hour.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
    move,
    end() {
      keeper.stdin.end()
      return once(keeper, "close")
    },
  }
}
