import { describe, expect, test } from "bun:test"
import { explainText } from "../../src/plan/explain.ts"
import type { Request } from "../../src/plan/resolve.ts"
import { failure, keys, now, plan, role } from "./helper.ts"

const base = `[profile base]\n${keys()}\n`
const first = `[profile first]\nsource_profile = base\nrole_arn = ${role("First")}\n`

function lastHop(lines: string, request: Request = {}) {
  const config = `${base}${first}[profile p]\nsource_profile = first\nrole_arn = ${role("Last")}\n${lines}\n`
  const { hops } = plan("p", { config, request })
  const [before, last] = hops
  expect(before).not.toHaveProperty("tags")
  return [last?.tags?.map(pair => pair.join("=")), last?.transitiveTags, last?.sourceIdentity]
}

describe("aws-vault's words in a profile shape its own role", () => {
  test.each<[sentence: string, lines: string, request: Request, expected: ReturnType<typeof lastHop>]>([
    ["none say nothing", "", {}, [undefined, undefined, undefined]],
    [
      "tags",
      "session_tags = team=blue, env = a=b ,empty=",
      {},
      [["team=blue", "env=a=b", "empty="], undefined, undefined],
    ],
    [
      "those handed on",
      "session_tags = team=blue,project=x\ntransitive_session_tags = Team , project",
      {},
      [["team=blue", "project=x"], ["Team", "project"], undefined],
    ],
    ["a source identity", "source_identity = alice", {}, [undefined, undefined, "alice"]],
    [
      "flags stand over them, tag by tag",
      "session_tags = team=blue,env=dev\nsource_identity = alice",
      { tags: [["Team", "red"]], sourceIdentity: "bob" },
      [["env=dev", "Team=red"], undefined, "bob"],
    ],
  ])("%s", (_sentence, lines, request, expected) => {
    expect(lastHop(lines, request)).toEqual(expected)
  })

  test("explain shows them", () => {
    const lines = `session_tags = team=blue\ntransitive_session_tags = team\nsource_identity = alice\n`
    const config = `${base}[profile p]\nsource_profile = base\nrole_arn = ${role("Last")}\n${lines}`
    const text = explainText(plan("p", { config }), { now, cached: [], profile: undefined })
    for (const words of ["team=blue", "transitive tags", "alice"]) expect(text).toContain(words)
  })

  test.each([
    ["session_tags = team", 'session_tags of profile "first" is "team" (config:'],
    ["session_tags = =blue", "wanted is key=value,key=value"],
    ["session_tags = a=1,A=2", "each once"],
    [`session_tags = ${"k".repeat(129)}=v`, "128 and 256 letters"],
    ["transitive_session_tags = a,,b", 'transitive_session_tags of profile "first" is "a,,b"'],
    ["transitive_session_tags = a", "wanted is keys of its session_tags"],
    ["source_identity = a b", 'source_identity of profile "first" is "a b"'],
  ])("%s is refused with its line", (line, words) => {
    const said = failure("first", { config: `${base}${first}${line}\n` })
    expect(said).toStartWith("profile-invalid: ")
    expect(said).toContain(words)
  })
})
