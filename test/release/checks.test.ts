import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { insistOnBinary } from "../../tools/release/compiled.ts"
import { fetchedFile } from "../../tools/release/fetched.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guise-checks-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("a binary that was made", () => {
  const windows = Buffer.from(`4d5a${"00".repeat(58)}40000000504500006486`, "hex")
  const addon = Buffer.from("native code of the keyring")

  test.each([
    ["is taken with its own native code", [windows, addon], undefined],
    [
      "is refused for another machine",
      [Buffer.from("cffaedfe0c000001", "hex"), addon],
      "what was built is Mach-O arm64",
    ],
    ["is refused without native code", [windows, Buffer.from("native code of another")], "is not in the binary"],
  ])("%s", (_title, parts, said) => {
    const [made, own] = [join(folder, "made"), join(folder, "addon")]
    writeFileSync(made, Buffer.concat(parts))
    writeFileSync(own, addon)
    const insist = () => insistOnBinary(made, "win32-x64", own)
    if (said === undefined) expect(insist).not.toThrow()
    else expect(insist).toThrow(said)
  })

  test("for Linux is refused with any native code of a keyring", () => {
    const made = join(folder, "made")
    const elf = readFileSync("/proc/self/exe").subarray(0, 64 * 1024)
    writeFileSync(made, Buffer.concat([elf, Buffer.from("/$bunfs/keyring.darwin-arm64-a1b2c3d4.node")]))
    const here = `linux-${process.arch}` as "linux-x64"
    expect(() => insistOnBinary(made, here, undefined)).toThrow("another platform's keyring")
  })
})

describe("a package that is fetched for another platform", () => {
  /** A clone whose lock names one package, and an npm that brings one. */
  function clone(integrityOf: (tarball: Buffer) => string): void {
    mkdirSync(join(folder, "package/bin"), { recursive: true })
    writeFileSync(join(folder, "package/bin/bun"), "its program")
    const tarball = join(folder, "brought.tgz")
    execFileSync("tar", ["-czf", tarball, "-C", folder, "package"])
    const locked = { version: "1.0.0", integrity: integrityOf(readFileSync(tarball)) }
    writeFileSync(
      join(folder, "package-lock.json"),
      JSON.stringify({ packages: { "node_modules/@oven/other": locked } }),
    )
    mkdirSync(join(folder, "path"))
    const npm = `#!/bin/sh\n[ "$1 $2" = "pack @oven/other@1.0.0" ] && cp '${tarball}' "$4/it.tgz" && echo '[{"filename":"it.tgz"}]'\n`
    writeFileSync(join(folder, "path/npm"), npm, { mode: 0o755 })
  }

  function fetched(): string {
    const before = process.env.PATH
    process.env.PATH = `${join(folder, "path")}:${before}`
    try {
      return fetchedFile(folder, "@oven/other", "bin/bun")
    } finally {
      process.env.PATH = before
    }
  }

  test("is taken when it is what package-lock.json says, and kept", () => {
    clone(tarball => `sha512-${createHash("sha512").update(tarball).digest("base64")}`)
    expect(readFileSync(fetched(), "utf8")).toBe("its program")
    rmSync(join(folder, "path/npm"))
    expect(readFileSync(fetched(), "utf8")).toBe("its program")
  })

  test("is refused when it is anything else, and nothing of it is kept", () => {
    clone(() => `sha512-${createHash("sha512").update("something else").digest("base64")}`)
    expect(fetched).toThrow("package-lock.json wants")
    expect(readdirSync(join(folder, ".cache/release"))).toEqual([])
  })
})
