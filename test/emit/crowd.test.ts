import { expect, test } from "bun:test"
import { EventEmitter } from "node:events"
import type { Socket } from "node:net"
import { openCrowd } from "../../src/emit/crowd.ts"

class Caller extends EventEmitter {
  destroyed = false
  destroy(): void {
    this.destroyed = true
    this.emit("close")
  }
}

const socketOf = (caller: Caller) => caller as unknown as Socket
const gone = (callers: readonly Caller[]) => callers.flatMap(({ destroyed }, index) => (destroyed ? [index] : []))

test("of more than 256 that only wait, those go that have waited longest; whoever is being answered stays", () => {
  const crowd = openCrowd()
  const callers = Array.from({ length: 260 }, () => new Caller())
  const [first = new Caller(), second = new Caller()] = callers
  for (const caller of callers.slice(0, 256)) crowd.enter(socketOf(caller))
  crowd.busy(socketOf(first))
  crowd.busy(socketOf(second))
  crowd.idle(socketOf(second)) // answered, and last in the row again
  for (const caller of callers.slice(256)) crowd.enter(socketOf(caller))
  expect(gone(callers)).toEqual([2, 3, 4])
})

test("whoever has left, or is cut off, is in nobody's way", () => {
  const crowd = openCrowd()
  const callers = Array.from({ length: 512 }, () => new Caller())
  for (const caller of callers.slice(0, 256)) crowd.enter(socketOf(caller))
  for (const caller of callers.slice(0, 128)) caller.emit("close")
  for (const caller of callers.slice(128, 256)) caller.emit("error", new Error("reset"))
  for (const caller of callers.slice(256)) crowd.enter(socketOf(caller))
  expect(gone(callers)).toEqual([])
})
