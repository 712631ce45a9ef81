import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { hasCronLine, withCronLine, withoutCronLine } from "../../src/timer/crontab.ts"
import { jobAt, odd } from "./words.ts"

const job = { words: ["/usr/local/bin/guise", "refresh", "--kept", "--quiet"], env: { PATH: "/opt/bin:/bin" } } as const

const line = `# guise-refresh: made by guise write --keep-fresh, taken away by guise write --remove
*/5 * * * * PATH=/opt/bin:/bin /usr/local/bin/guise refresh --kept --quiet >/dev/null 2>&1
`

const crontabs: readonly (readonly [sentence: string, before: string, after: string])[] = [
  ["none before", "", line],
  ["others stay as they are", "MAILTO=me\n0 1 * * * true # %\n", `MAILTO=me\n0 1 * * * true # %\n${line}`],
  ["a last line without its end gets one", "0 1 * * * true", `0 1 * * * true\n${line}`],
  ["ours is there already", `${line}0 1 * * * true\n`, `0 1 * * * true\n${line}`],
  ["an older one of ours", line.replace("/opt/bin:", "/old:"), line],
]

describe("our line in a crontab", () => {
  test.each([...crontabs])("%s", (_sentence, before, after) => {
    expect(withCronLine(before, job)).toBe(after)
    expect([hasCronLine(after), hasCronLine(withoutCronLine(after))]).toEqual([true, false])
  })

  test("taken out again, it leaves what was there", () => {
    const other = fc.constantFrom("0 1 * * * true", "# note", "", "A=b", "*/5 * * * * guise refresh", "@reboot x % y")
    fc.assert(
      fc.property(fc.array(other), lines => {
        const before = lines.map(each => `${each}\n`).join("")
        expect(withoutCronLine(withCronLine(before, job))).toBe(before)
      }),
    )
  })

  test("where somebody put another line behind our mark, that one stays", () => {
    const [mark = ""] = line.split("\n")
    expect(withoutCronLine(`${mark}\n0 1 * * * true\n`)).toBe("0 1 * * * true\n")
  })

  test("the shell that cron starts gets every word as it was", () => {
    const word = fc.oneof(
      fc.constant(odd),
      fc.string({ unit: "grapheme", maxLength: 20 }).filter(text => !/\p{Cc}/u.test(text)),
    )
    fc.assert(
      fc.property(word, word, (value, argument) => {
        const [, command = ""] = withCronLine("", { words: ["/x", argument], env: { V: value } }).split("\n")
        // crontab(5): a bare % is a line end, one behind a backslash is a %.
        const shell = command.replace(/^(\S+ ){5}/, "").replace(/\\%|%/g, mark => (mark === "%" ? "\n" : "%"))
        const asked = shell.replace(/ \/x /, ' sh -c \'printf "%s\\0%s" "$V" "$1"\' - ').replace(" >/dev/null 2>&1", "")
        const { stdout } = Bun.spawnSync(["/bin/sh", "-c", asked])
        expect(stdout.toString()).toBe(`${value}\0${argument}`)
      }),
      { numRuns: 40 },
    )
  })

  test("a line that cron would cut is refused, and nothing of it is repeated", () => {
    const long = { ...job, env: { PATH: `/opt/${"x".repeat(1000)}` } }
    expect(() => withCronLine("", long)).toThrow(/cron takes 990/)
  })

  test("an odd job is one line, whatever is in it", () => {
    expect(withCronLine("", jobAt("/opt/guise")).split("\n")).toHaveLength(3)
  })
})
