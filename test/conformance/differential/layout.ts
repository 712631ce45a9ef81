import fc from "fast-check"
import type { Question } from "./generate.ts"

/**
 * Files whose lines are indented at random, so that any of them may go on the one above: where a value ends is decided
 * in the same way, or the keys of the wrong profile are read. Headers are not indented, nor is a key a name for nested
 * lines: there guise refuses what the AWS CLI reads into the profile above.
 */
export const layoutQuestion: fc.Arbitrary<Question> = fc
  .record({
    a: fc.shuffledSubarray(linesOf("A"), { minLength: 3 }),
    b: fc.shuffledSubarray(linesOf("B"), { minLength: 3 }),
    indents: fc.array(fc.constantFrom("", "", "", "", "", "", " ", "  ", "\t", "   \t"), {
      minLength: 24,
      maxLength: 24,
    }),
    lineEnd: fc.constantFrom("\n", "\r\n"),
    asked: fc.constantFrom("a", "b"),
    file: fc.constantFrom("config", "credentials"),
  })
  .map(({ a, b, indents, lineEnd, asked, file }) => {
    const prefix = file === "config" ? "profile " : ""
    const body = (lines: readonly string[], from: number) =>
      lines.map((line, index) => `${line === "" ? "" : (indents[from + index] ?? "")}${line}`)
    const text = [`[${prefix}a]`, ...body(a, 0), `[${prefix}b]`, ...body(b, 12)].join(lineEnd)
    return { profile: asked, env: {}, files: { [`~/.aws/${file}`]: text + lineEnd } }
  })

function linesOf(label: string): string[] {
  return [
    `aws_access_key_id = AKIA${label}`,
    `aws_secret_access_key = secret-${label}`,
    `aws_session_token = token-${label}`,
    "cli_pager = less",
    "output = text = json",
    "# a comment = x",
    "; another",
    "",
    "s3 =",
    "cloudwatch=",
    "max_queue_size = 10",
  ]
}
