import { expect, test } from "bun:test"
import { join } from "node:path"
import { openScreen } from "../../sys/screen.ts"

const script = { runtime: "bun", argv: [process.execPath, join(import.meta.dirname, "person.ts")] } as const

test("a browser is for whoever typed the command: not for a background job, nor for what a hook does", async () => {
  const screen = await openScreen(script)
  const said = async (line: string) => {
    screen.type(`${line}\r`)
    return (await screen.see(/browser: (none|one)/)).slice(-4).trim()
  }
  expect(await said("$G")).toBe("one")
  expect(await said("$G < /dev/null 2> /dev/null | cat")).toBe("one")
  expect(await said("$G &")).toBe("none")
  expect(await said("$G renewal")).toBe("none")
  expect(await said("setsid -w $G")).toBe("none")
  await screen.close()
})
