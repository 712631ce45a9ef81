import { describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openPlace, type Place, runIn } from "../shell/completion-stage.ts"
import { builds } from "./harness.ts"

describe.each([...builds])("$runtime", ({ argv }) => {
  const place = openPlace(["alice", "work:dev", "work:it's", "wörk"])
  const ask = (words: readonly string[], at: Place = place, env = {}) => runIn(at, [...argv, "complete", ...words], env)

  test.each([
    ["bash", ["5.2.15(1)-release", "17", "guise exec work:d", "d"], "words profile\ndev\n"],
    ["bash", ["5.2.15(1)-release", "18", "guise exec work:it --fresh", "it"], "words profile\nit\\'s\n"],
    ["bash", ["3.2.57(1)-release", "14", "guise exec wö", "wö"], "words profile\nwörk\n"],
    ["bash", ["5.2", "25", "guise exec --profile=work", "work"], "words profile\nwork:dev\nwork:it\\'s\n"],
    [
      "zsh",
      ["exec", "work:"],
      "words profile\nwork\\:dev:role Some in 123456789012\nwork\\:it's:role Some in 123456789012\n",
    ],
    ["zsh", ["exec", "--profile=wö"], "words profile\n--profile=wörk:role Some in 123456789012\n"],
    ["zsh", ["export", "--format", "do"], "words format\ndotenv:\ndocker:\n"],
    ["fish", ["exec", "'al"], "words profile\nalice\tmfa in 111122223333\n"],
    ["elvish", ["exec", "al"], "words profile\nalice\tmfa in 111122223333\n"],
    ["nu", ["exec", '"work:i'], '[{"value":"\\"work:it\'s\\"","description":"role Some in 123456789012"}]\n'],
    ["nu", ["exec", "--policy", ""], "null\n"],
    ["nu", ["exec", "nobody"], "[]\n"],
    ["fish", ["exec", "--policy", ""], "files\n"],
    ["fish", ["exec", "alice", "--", "l"], "command\n"],
    ["fish", ["exec", "nobody"], ""],
    ["fish", ["exec", "--duration", ""], ""],
    ["fish", ["nope", "x"], ""],
    ["fish", ["hel"], "words command\nhelp\twhat a command does\n"],
    ["fish", ["--ver"], "words flag\n--verbose\t\n--version\twhich guise this is\n"],
  ])("%s asks %j", (shell, words, answer) => {
    expect(ask([shell, "--", ...words])).toEqual({ stdout: answer, stderr: "", status: 0 })
  })

  test("flags that were given are not offered again, but for those that may be repeated", () => {
    const given = ["exec", "--region=x", "--role-arn", "a", "-p", "alice", "--"]
    const { stdout } = ask(["zsh", "--", ...given.slice(0, -1), "--r"])
    expect(stdout).toContain("--role-arn:")
    expect(stdout).toContain("--read-only:")
    expect(stdout).not.toContain("--region:")
  })

  test("files that are malformed or cannot be read are no news to bring to somebody who types", () => {
    for (const broken of ["[profile a]\nno value\n", "[profile\n", "\0\0"]) {
      const at = openPlace([])
      writeFileSync(join(at.folder, ".aws/config"), broken)
      expect(ask(["fish", "--", "exec", ""], at)).toEqual({ stdout: "", stderr: "", status: 0 })
    }
    const at = openPlace(["alice"])
    mkdirSync(join(at.folder, "xdg/data/guise"), { recursive: true })
    writeFileSync(join(at.folder, "xdg/data/guise/stores.json"), "damaged")
    expect(ask(["fish", "--", "exec", ""], at)).toEqual({ stdout: "", stderr: "", status: 0 })
  })

  test("a cache that cannot be written to is gone without", () => {
    const at = openPlace(["alice"])
    writeFileSync(join(at.folder, "file"), "")
    const { stdout, status } = ask(["fish", "--", "exec", ""], at, { XDG_CACHE_HOME: join(at.folder, "file") })
    expect([stdout, status]).toEqual(["words profile\nalice\tmfa in 111122223333\n", 0])
  })

  test("nothing is made but the one file of names, and for flags and commands nothing at all", () => {
    const at = openPlace(["alice"])
    Bun.sleepSync(120)
    for (const words of [["ex"], ["exec", "--"], ["export", "--format", ""]]) ask(["fish", "--", ...words], at)
    expect(existsSync(join(at.folder, "xdg/cache"))).toBe(false)
    ask(["fish", "--", "exec", ""], at)
    expect(readdirSync(join(at.folder, "xdg"), { recursive: true }).map(String).sort()).toEqual([
      "cache",
      "cache/guise",
      expect.stringMatching(/^cache\/guise\/names-[0-9a-f]{16}$/),
      "config",
    ])
  })

  test("kept names are answered from without the AWS files being opened", () => {
    const at = openPlace(["alice"])
    Bun.sleepSync(120)
    const asked = ["complete", "fish", "--", "exec", "al"]
    runIn(at, [...argv, ...asked])
    const log = join(at.folder, "log")
    const { stdout } = runIn(at, [
      "strace",
      "-f",
      "-qq",
      "-e",
      "trace=open,openat,openat2",
      "-o",
      log,
      ...argv,
      ...asked,
    ])
    expect(stdout).toContain("alice")
    const opened = runIn(at, ["cat", log]).stdout
    expect(opened).toContain("/cache/guise/names-")
    expect(opened).not.toContain(".aws/")
  })
})

test("guise completion SHELL prints the text, in any case; left out, it is that of the shell that asks", () => {
  const place = openPlace([])
  const texts = ["bash", "zsh", "fish", "nu", "elvish", "pwsh"].map(name => runIn(place, ["guise", "completion", name]))
  expect(texts.every(({ stdout, status }) => status === 0 && /guise.* complete /.test(stdout))).toBe(true)
  expect(runIn(place, ["guise", "completion", "ZSH"])).toEqual(texts[1] as never)
  expect(runIn(place, ["zsh", "-f", "-c", "guise completion; :"])).toEqual(texts[1] as never)
  expect(runIn(place, ["fish", "--no-config", "-c", "guise completion; true"])).toEqual(texts[2] as never)
  expect(JSON.parse(runIn(place, ["guise", "completion", "fish", "--json"]).stdout)).toEqual({ text: texts[2]?.stdout })
})
