import { afterEach, beforeEach, expect, test } from "bun:test"
import { chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { sessionFolderToEmpty } from "../../src/sys/session-folder.ts"

let runtime = ""
beforeEach(() => {
  runtime = mkdtempSync("/dev/shm/guise-session-")
  mkdirSync(join(runtime, "guise"), { mode: 0o700 })
})
afterEach(() => rmSync(runtime, { recursive: true }))

/** What a process of that user takes things out of. */
function emptiedBy(user: number): string | undefined {
  const { getuid } = process
  try {
    process.getuid = () => user
    return sessionFolderToEmpty({ XDG_RUNTIME_DIR: runtime })
  } finally {
    if (getuid !== undefined) process.getuid = getuid
  }
}

test("a runtime folder is emptied by whose it is, and by root; under su the variable still names the former user's", () => {
  const ours = join(runtime, "guise")
  const us = process.getuid?.() ?? 0
  const owner = us === 0 ? 1000 : us
  if (us === 0) chownSync(ours, owner, owner)
  expect([owner, 0, 65_534].map(emptiedBy)).toEqual([ours, ours, undefined])
})
