import fc from "fast-check"
import type { Case } from "../run.ts"
import { idle, type Lines, names, otherFiles, own, role, several, ssoSessions } from "./lines.ts"
import { render, type Section, type Style } from "./render.ts"

/** A case without what `run_cases.py` would judge it by. */
export type Question = Omit<Case, "expect" | "name" | "area">

interface Drawn {
  readonly lines: Lines
  readonly idle: Lines
  readonly inCredentials: boolean
}

const profile: fc.Arbitrary<Drawn> = fc.record({
  lines: fc.oneof({ weight: 3, arbitrary: own }, { weight: 4, arbitrary: role }),
  idle,
  inCredentials: fc.boolean(),
})

const style: fc.Arbitrary<Style> = fc.record({
  lineEnd: fc.constantFrom("\n", "\r\n"),
  equals: fc.constantFrom(" = ", "=", "  =   ", "\t=\t"),
  indent: fc.constantFrom("", "", "  ", "\t"),
  header: fc.constantFrom("plain", "double", "single"),
  comment: fc.constantFrom("", "", "# a comment", "; another = one"),
  upperCase: fc.boolean(),
  broken: fc.oneof(
    { weight: 20, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.constantFrom("words without a mark", "[unclosed", "= value") },
  ),
  lastLineEnd: fc.boolean(),
})

const environment = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: "env" }) },
  { weight: 1, arbitrary: fc.constantFrom({ AWS_ACCESS_KEY_ID: "AKIAENV" }, { AWS_SECRET_ACCESS_KEY: "env" }) },
)

/** Where STS is, and for which region calls are signed: by variables, or by lines of the profile asked for. */
interface Place extends Partial<Question> {
  readonly lines?: Lines
}

const place = fc.constantFrom<Place>(
  {},
  {},
  { default_region: false, env: { AWS_DEFAULT_REGION: "ca-central-1" } },
  { default_endpoints: false, lines: ["endpoint_url = {{BASE}}"] },
  { default_endpoints: false, lines: ["services = local", "endpoint_url = http://127.0.0.1:9"] },
  { default_endpoints: false, lines: ["endpoint_url = http://127.0.0.1:9"], env: { AWS_ENDPOINT_URL: "{{BASE}}" } },
)

/** Questions to which botocore and guise must give the same answer: AWS files, an environment, a profile or none. */
export const question: fc.Arbitrary<Question> = fc
  .record({
    order: fc.shuffledSubarray([...names], { minLength: 1 }),
    drawn: fc.array(profile, { minLength: names.length, maxLength: names.length }),
    last: own,
    kinds: fc.option(several, { nil: undefined, freq: 6 }),
    style,
    env: environment,
    place,
    asked: fc.constantFrom("name", "name", "name", "variable", "variable", "nobody", "nothing"),
  })
  .map(({ order: [first = "default", ...rest], drawn, last, kinds, style, env, place, asked }) => {
    const order = [first, ...rest]
    const sections = order.map((name, index) => sectionOf(name, order[index + 1], drawn[index], last))
    const [head, ...others] = sections
    const asker = { ...head, name: first, lines: [...(head?.lines ?? []), ...(place.lines ?? [])] }
    const all = kinds === undefined || asked === "nothing" ? [asker, ...others] : [{ ...asker, lines: kinds }]
    const { lines: _lines, env: placeEnv, ...where } = place
    const variable = asked === "variable" ? { AWS_PROFILE: first } : {}
    return {
      ...where,
      profile: asked === "name" ? first : asked === "nobody" ? "nobody" : null,
      env: { ...env, ...placeEnv, ...variable },
      files: { ...filesOf(all.toReversed(), style), ...otherFiles },
    }
  })

type Placed = Section & { readonly inCredentials: boolean }

/** The last profile of a way has credentials of its own. */
function sectionOf(name: string, next: string | undefined, drawn: Drawn | undefined, last: Lines): Placed {
  const { lines = [], idle = [], inCredentials = false } = drawn ?? {}
  const own = next === undefined ? last : lines.map(line => line.replace("NEXT", next))
  return { name, inCredentials, lines: [...idle.slice(0, 2), ...own, ...idle.slice(2)] }
}

function filesOf(sections: readonly Partial<Placed>[], style: Style): Readonly<Record<string, string>> {
  const whole = sections.map(({ name = "", lines = [], inCredentials = false }) => ({ name, lines, inCredentials }))
  const [inConfig, inCredentials] = [false, true].map(wanted => whole.filter(one => one.inCredentials === wanted))
  return {
    "~/.aws/config": `${services}${ssoSessions}${render(inConfig ?? [], "config", style)}`,
    "~/.aws/credentials": render(inCredentials ?? [], "credentials", { ...style, broken: "" }),
  }
}

const services = "[services local]\nsts =\n  endpoint_url = {{BASE}}\n\n"
