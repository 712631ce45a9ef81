import { expect, test } from "bun:test"
import { join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")

test("the binary's order knows what a warm run uses", async () => {
  const check = Bun.spawn(["bun", join(root, "tools/warm-order.ts"), "--check"], { stdout: "pipe", stderr: "pipe" })
  const [said, complaint] = await Promise.all([check.stdout.text(), check.stderr.text()])
  expect(complaint).toBe("")
  expect(said).toMatch(/^\d+ of the \d+ functions that a warm run uses are in tools\/warm\.order\n$/)
})
