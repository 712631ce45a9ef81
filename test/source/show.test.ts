import { describe, expect, test } from "bun:test"
import { GuiseError } from "../../src/errors.ts"
import { show } from "../../src/source/show.ts"

const lines = ["open this:", "https://device.example.com/"]

/** What was noticed, where the terminal does this with the lines it is told. */
async function noticedBy(tell?: (told: readonly string[]) => Promise<void>): Promise<readonly string[]> {
  const noticed: string[] = []
  const terminal = { ask: async () => "", ...(tell === undefined ? {} : { tell }) }
  await show(lines, { terminal, notice: text => void noticed.push(text) })
  return noticed
}

describe("what a person has to do is shown", () => {
  test("on the terminal alone, where there is one", async () => {
    const told: string[] = []
    expect(await noticedBy(async all => void told.push(...all))).toEqual([])
    expect(told).toEqual(lines)
  })

  test.each([
    ["can tell nothing", undefined],
    ["is not there", () => Promise.reject(new GuiseError("nobody-to-ask", "There is no terminal."))],
  ])("as notices, where the terminal %s", async (_sentence, tell) => {
    expect(await noticedBy(tell)).toEqual(lines)
  })

  test("nowhere, when the person has had enough", async () => {
    const tell = () => Promise.reject(new GuiseError("cancelled", "Ctrl-C."))
    await expect(noticedBy(tell)).rejects.toMatchObject({ code: "cancelled" })
  })
})
