import { expect, test } from "bun:test"
import fc from "fast-check"
import { newLine } from "../../src/sys/line.ts"

function type(keys: string, hidden = false) {
  const line = newLine(hidden)
  return { steps: line.type(Buffer.from(keys, "utf8")), line }
}

const answerTo = (keys: string) => type(keys).steps.find(step => step.kind === "answer")?.text

test.each([
  ["nothing to rub out", "\x7f\x7f\x15\x17a\r", "a"],
  ["Ctrl-W on blanks and a word", "a b  \x17c\r", "a c"],
  ["Ctrl-W counts characters beyond the basic plane", "a 🦊🦊\x17b\r", "a b"],
  ["tabs and other control characters are nothing", "1\t2\x003\x0b\r", "123"],
  ["bracketed paste", "\x1b[200~123456\x1b[201~\r", "123456"],
  ["Alt with a letter", "1\x1bb2\r", "12"],
  ["what follows the answer is nobody's", "123\r456\r", "123"],
])("a line: %s", (_sentence, keys, answer) => {
  expect(answerTo(keys)).toBe(answer)
})

test("the Escape key alone swallows nothing of what is typed next", () => {
  const line = newLine(false)
  line.type(Buffer.from("\x1b"))
  expect(line.type(Buffer.from("1\r")).at(-1)).toEqual({ kind: "answer", text: "1" })
})

test("a character that arrives in pieces is one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), text => {
      const plain = text.replace(/\p{Cc}/gu, "")
      const line = newLine(false)
      const steps = [...Buffer.from(`${plain}\r`)].flatMap(byte => line.type(Uint8Array.of(byte)))
      expect(steps.at(-1)).toEqual({ kind: "answer", text: plain })
    }),
  )
})

test("a hidden line shows nothing, whatever is typed", () => {
  fc.assert(
    fc.property(fc.string(), keys => {
      const { steps, line } = type(keys, true)
      expect(steps.filter(step => step.kind === "show")).toEqual([])
      expect(line.shown()).toBe("")
    }),
  )
})

test("rubbing out wipes as many columns as a character took", () => {
  const { steps } = type("a漢e\u0301\x7f\x7f\x7f\x7f")
  expect(steps.slice(4)).toEqual([1, 2, 1].map(columns => ({ kind: "show", text: "\b \b".repeat(columns) })))
})
