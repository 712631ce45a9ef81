import { afterAll, describe, expect, test } from "bun:test"
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { bash, program, programs, scratch } from "./programs.ts"

const folder = scratch()
afterAll(() => rmSync(folder, { recursive: true }))

const large = new Uint8Array(100_000).map((_byte, at) => at % 251)
writeFileSync(join(folder, "some"), "[default]\n\xff", "latin1")
writeFileSync(join(folder, "empty"), "")
writeFileSync(join(folder, "large"), large, { mode: 0o640 })
mkdirSync(join(folder, "folder"))
symlinkSync("some", join(folder, "link"))
symlinkSync("loop", join(folder, "loop"))

interface Told {
  readonly isFile: boolean
  readonly isFolder: boolean
  readonly mode: number
  readonly owner: number
  readonly size: number
  readonly changedAt: number
  readonly identity: string
  readonly bytes: string
}

for (const one of await programs()) {
  describe(`reading in ${one.runtime}`, () => {
    const read = async (path: string): Promise<Told | null> =>
      JSON.parse((await bash(one, `$G read "${path}"`)).stdout) as Told | null

    test.each(["some", "empty", "large", "link"])(
      "gives every byte of a file (%s), and what the system says of it",
      async name => {
        const stat = statSync(join(folder, name))
        const told = await read(join(folder, name))
        expect(told).toMatchObject({ isFile: true, isFolder: false, mode: stat.mode & 0o7777 })
        expect(told).toMatchObject({ owner: stat.uid, size: stat.size, changedAt: Math.floor(stat.ctimeMs) })
        expect(Buffer.from(told?.bytes ?? "", "base64")).toEqual(
          Buffer.from(await Bun.file(join(folder, name)).arrayBuffer()),
        )
      },
    )

    test("tells a folder from a file", async () => {
      expect(await read(join(folder, "folder"))).toMatchObject({ isFile: false, isFolder: true, bytes: "" })
    })

    test.each(["missing", "missing/deeper", "some/below"])("finds nothing at %s", async path => {
      expect(await read(join(folder, path))).toBeNull()
    })

    test("reads a pipe to its end, however it comes", async () => {
      const told = JSON.parse((await bash(one, "$G read <(echo one; sleep 0.1; echo two)")).stdout) as Told
      expect([told.isFile, atob(told.bytes)]).toEqual([false, "one\ntwo\n"])
    })

    test("says what the system says of what cannot be read", async () => {
      const ran = await bash(one, `$G read "${folder}/loop"`)
      expect([ran.status === 0, ran.stderr]).toEqual([false, expect.stringContaining("ELOOP")])
    })
  })
}

test.each(["some", "large", "folder"])(
  "both runtimes, with the C library and without, tell the same of %s",
  async name => {
    const line = (how: string) => `$G read "${folder}/${name}" ${how}`
    const [bun, node] = [await program("bun"), await program("node")]
    const told = await Promise.all([bash(bun, line("")), bash(bun, line("node")), bash(node, line(""))])
    expect(new Set(told.map(({ stdout }) => stdout)).size).toBe(1)
  },
)
