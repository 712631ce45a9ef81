import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { version } from "../../package.json"
import { verbs } from "../../src/cli/program.ts"
import { type Platform, platforms } from "../../src/sys/native-binary.ts"
import { licencesOf, packagesIn } from "../../tools/licences.ts"
import { pack, sha256Of } from "../../tools/release/archive.ts"
import { debFor } from "../../tools/release/deb.ts"
import { writeExtras } from "../../tools/release/extras.ts"
import { formulaOf } from "../../tools/release/formula.ts"
import { machineOf } from "../../tools/release/machine.ts"
import { targets } from "../../tools/release/platforms.ts"

const root = resolve(import.meta.dirname, "../..")
const here = `${process.platform}-${process.arch}` as Platform

/** How a terminal of paper makes letters bold. */
const overstruck = new RegExp(`.${String.fromCharCode(8)}`, "g")

let folder = ""
let extras = ""
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "guise-release-"))
  extras = join(folder, "extras")
  await writeExtras(root, extras)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { stdout, stderr, exitCode } = Bun.spawnSync([...words], { env: { PATH: process.env.PATH ?? "", ...env } })
  return { said: stdout.toString(), complaints: stderr.toString(), exitCode }
}

describe("the manual", () => {
  test("has a page for every command, and one over them", () => {
    const wanted = ["guise.1", ...Object.keys(verbs).map(verb => `guise-${verb.replaceAll(" ", "-")}.1`)]
    expect(readdirSync(join(extras, "man")).sort()).toEqual(wanted.sort())
  })

  test("is without fault to groff and to mandoc", () => {
    const pages = readdirSync(join(extras, "man")).map(page => join(extras, "man", page))
    const faults = pages.map(page => run(["groff", "-man", "-Tutf8", "-ww", "-z", page]).complaints)
    expect([faults.join(""), run(["mandoc", "-Tlint", "-Wwarning", ...pages]).said]).toEqual(["", ""])
  })

  test("says what --help says, and what the reference page's tables say", () => {
    const read = (page: string) =>
      run(["mandoc", "-Tutf8", "-Owidth=200", join(extras, "man", page)]).said.replace(overstruck, "")
    expect(read("guise-exec.1")).toContain("--policy <file-or-arn>")
    expect(read("guise-exec.1")).toContain("$ guise exec prod-admin -- aws s3 ls")
    expect(read("guise.1")).toMatch(/126, 127\s+the command of exec may not be run/)
    expect(read("guise.1")).toContain("$XDG_CACHE_HOME/guise/seal.key")
  })
})

describe("completions where packages put them", () => {
  const guise = join(root, "dist/guise")

  test.each([
    [
      "bash",
      () => ["bash", "-c", `source ${extras}/completions/bash-completion/completions/guise; complete -p guise`],
      "__guise_complete guise",
    ],
    [
      "zsh",
      () => [
        "zsh",
        "-fc",
        `fpath=(${extras}/completions/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[guise]; autoload +X _guise && print loads`,
      ],
      "_guise\nloads",
    ],
    [
      "fish",
      () => [
        "fish",
        "--no-config",
        "-c",
        `set -g fish_complete_path ${extras}/completions/fish/vendor_completions.d; complete -C "guise expl"`,
      ],
      "explain",
    ],
  ])("%s finds them", (_shell, command, seen) => {
    const bin = mkdtempSync(join(folder, "bin-"))
    writeFileSync(join(bin, "guise"), `#!/bin/sh\nexec ${guise} "$@"\n`, { mode: 0o755 })
    expect(run(command(), { PATH: `${bin}:${process.env.PATH}`, HOME: folder }).said).toContain(seen)
  })
})

/** Built where folders hand their group on, as some temporary folders do. */
function debBelow(temporary: string): string {
  mkdirSync(temporary)
  chmodSync(temporary, 0o2700)
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  try {
    return debFor(here, join(root, "dist/guise"), { root, extras, into: folder }, "none") ?? ""
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

test("the Debian package holds what it should where it should, root's, and its guise runs", () => {
  const deb = debBelow(join(folder, "group"))
  const field = (name: string) => run(["dpkg-deb", "-f", deb, name]).said.trim()
  expect([field("Package"), field("Version"), field("Architecture")]).toEqual([
    "guise",
    `${version}-1`,
    run(["dpkg", "--print-architecture"]).said.trim(),
  ])
  const listed = run(["dpkg-deb", "-c", deb]).said.trim().split("\n")
  const kilobytes = listed.map(line => (line.startsWith("d") ? 1 : Math.ceil(Number(line.split(/ +/)[2]) / 1024)))
  expect(Number(field("Installed-Size"))).toBe(kilobytes.reduce((sum, size) => sum + size, 0))
  expect(listed.filter(line => !/^(?:drwxr-xr-x|-rw-r--r--|-rwxr-xr-x) root\/root /.test(line))).toEqual([])
  const into = join(folder, "installed")
  execFileSync("dpkg-deb", ["-x", deb, into])
  expect(run([join(into, "usr/bin/guise"), "--version"]).said).toBe(`${version}\n`)
  for (const path of [
    "man/man1/guise.1.gz",
    "bash-completion/completions/guise",
    "zsh/site-functions/_guise",
    "fish/vendor_completions.d/guise.fish",
    "doc/guise/copyright",
    "doc/guise/THIRD-PARTY-LICENSES",
  ])
    expect([path, existsSync(join(into, "usr/share", path))]).toEqual([path, true])
})

test("everything in the bundles has a licence that lets us ship it, with its text", () => {
  const licences = licencesOf(join(root, "dist"))
  const bundled = packagesIn(join(root, "dist")).map(path => path.replace(/^.*node_modules\//, ""))
  expect(bundled).toContain("commander")
  expect(bundled.filter(name => !licences.some(licence => licence.name === name))).toEqual([])
  const allowed = /^\(?(?:MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0)(?: OR [\w.-]+)?\)?$/
  expect(licences.filter(({ id, text }) => !allowed.test(id) || text.length < 100)).toEqual([])
})

test("an archive of the same files is the same bytes, whenever it was made, and readable by all whatever the umask was", () => {
  const made = (name: string, mode = "u=rwX,go=rX") => {
    const from = join(folder, name)
    cpSync(join(extras, "man"), join(from, "top"), { recursive: true })
    execFileSync("chmod", ["-R", mode, join(from, "top")])
    pack(from, ["top"], join(folder, `${name}.tar.gz`), 1_700_000_000)
    return sha256Of(join(folder, `${name}.tar.gz`))
  }
  expect(made("two", "u=rwX,go=,g+s")).toBe(made("one"))
})

test("the formula names each archive with its hash, and wants them all", () => {
  const archives = platforms.map((platform, index) => ({
    platform,
    name: `guise-${platform}.tar.gz`,
    sha256: `${index}`.repeat(64),
  }))
  const formula = formulaOf(archives, "https://example.com/guise/releases/1", root)
  for (const { name, platform, sha256 } of archives)
    expect(formula.includes(`url "https://example.com/guise/releases/1/${name}"\n      sha256 "${sha256}"`)).toBe(
      /^(?:darwin|linux)-(?:x64|arm64)$/.test(platform),
    )
  expect(() => formulaOf(archives.slice(1), "https://example.com", root)).toThrow("linux-x64")
})

describe("what an executable is for is read from its bytes", () => {
  test("of the binary that was just built", () =>
    expect(machineOf(join(root, "dist/guise"))).toBe(targets[here].machine))

  test.each([
    ["Mach-O arm64", "cffaedfe0c000001"],
    ["Mach-O x86-64", "cffaedfe07000001"],
    ["PE x86-64", `4d5a${"00".repeat(58)}40000000504500006486`],
    ["unknown", "4d5a"],
    ["unknown", Buffer.from("#!/bin/sh\n").toString("hex")],
  ])("%s", (expected, bytes) => {
    const file = join(folder, "head")
    writeFileSync(file, Buffer.from(bytes, "hex"))
    expect(machineOf(file)).toBe(expected)
  })
})

test("version, name and platforms are said in one place each", () => {
  const { version: own, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  expect(run([join(root, "dist/guise"), "--version"]).said.trim()).toBe(own)
  expect(statSync(join(root, exports["."].types)).isFile() && statSync(join(root, exports["."].default)).isFile()).toBe(
    true,
  )
})
