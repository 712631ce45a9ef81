import { expect, test } from "bun:test"
import { agrees, printedBy, scriptOf, stepsOf } from "./transcript.ts"

const page =
  "# Page\n```sh\n$ not run\n```\n```console\n$ A=1\n$ echo $A \\\n> two\n1 …\n```\ntext\n```console\n$ printf 'x\\ny\\n' >&2\nx\ny\n```\n"

test("the commands of console blocks are steps with what they print; other blocks are not", () => {
  expect(stepsOf(page)).toEqual([
    { line: 6, command: "A=1", expected: [] },
    { line: 7, command: "echo $A \\\ntwo", expected: ["1 …"] },
    { line: 13, command: "printf 'x\\ny\\n' >&2", expected: ["x", "y"] },
  ])
})

test("a page is one session: what a step sets, the next ones see", () => {
  const { stdout } = Bun.spawnSync(["bash", "-c", scriptOf(stepsOf(page))])
  expect(printedBy(stdout.toString())).toEqual([[], ["1 two"], ["x", "y"]])
})

test.each<readonly [boolean, readonly string[], readonly string[]]>([
  [true, ["a1b"], ["a…b"]],
  [false, ["a1c"], ["a…b"]],
  [false, ["a1b", "more"], ["a…b"]],
  [true, ["x", "y", "end"], ["…", "end"]],
  [true, ["end"], ["…", "end"]],
  [false, ["a.b"], ["a*b"]],
  [false, [], ["a"]],
  [true, [], []],
])("%p: %j is what %j says", (verdict, printed, expected) => {
  expect(agrees(printed, expected)).toBe(verdict)
})
