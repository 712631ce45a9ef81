import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import fc from "fast-check"

/** The two AWS files of somebody, as binary text. */
export interface Shape {
  readonly config: string
  readonly credentials: string
}

/** The files of the conformance cases: every oddity that was ever seen to divide the SDKs. */
export function conformanceShapes(): readonly Shape[] {
  return ["sdk-cases.json", "recorded-cases.json"].flatMap(file => {
    const path = resolve(import.meta.dirname, "../conformance/vendor", file)
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: { files?: Record<string, unknown> }[] }
    return cases.map(({ files = {} }) => ({
      config: textOf(files["~/.aws/config"]),
      credentials: textOf(files["~/.aws/credentials"]),
    }))
  })
}

/** Some are kept as base64, for bytes that no JSON can spell. */
function textOf(file: unknown): string {
  if (typeof file === "string") return Buffer.from(file, "utf8").toString("latin1")
  if (typeof file !== "object" || file === null) return ""
  const [encoded] = Object.values(file).filter(value => typeof value === "string")
  return encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("latin1")
}

const names = ["default", "alice", "work:iam", "work:mfa", "work:dev", "two words", "müller", "a.b@c", "x"] as const
const role = "role_arn = arn:aws:iam::123456789012:role/R"
const bodies: readonly (readonly string[])[] = [
  ["region = eu-west-1", "output=json"],
  [role, "source_profile = alice", "# why", "region = us-east-1 ; here"],
  [role, "source_profile = work:iam", "", "mfa_serial = arn:aws:iam::123456789012:mfa/alice", "duration_seconds=3600"],
  ["mfa_device_arn = arn:aws:iam::123456789012:mfa/alice"],
  ["s3 =", "  max_concurrent_requests = 20", "  # nested", "  addressing_style = path", "region = eu-west-1"],
  ["REGION = eu-west-1", "ca_bundle =   /etc/ssl/cert.pem   "],
  ["credential_process = /opt/bin/tool --profile x --json"],
  ["credential_process = /usr/local/bin/guise process alice", "region\t=\teu-west-1"],
  ["sso_session = corp", "sso_account_id = 012345678901", "sso_role_name = Dev"],
  ["note = first", "    goes on", "\tand on", "region = eu-west-1"],
  ["region = eu-west-1", "region = us-east-1"],
  ["empty =", "region = eu-west-1"],
  ["note = caf\xc3\xa9 \xff", "; caf\xe9"],
  [],
  ["", "  ", "\t"],
]
const pairs: readonly (readonly string[])[] = [
  ["aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  [
    "aws_access_key_id=ASIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "aws_session_token = token==",
    "expiration = 2030-01-01T00:00:00Z",
  ],
  [
    "# old",
    "aws_access_key_id = AKIAI44QH8DHBEXAMPLE ; rotated",
    "aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
  ],
]

const section = (header: (name: string) => fc.Arbitrary<string>, lines: readonly (readonly string[])[]) =>
  fc
    .record({
      name: fc.constantFrom(...names),
      lines: fc.constantFrom(...lines),
      indent: fc.constantFrom("", "", "", "  "),
      gap: fc.constantFrom([], [""], ["", ""], ["", "# --- next ---"], ["  "]),
    })
    .chain(({ name, lines, indent, gap }) =>
      header(name).map(head => [head, ...lines.map(line => (line === "" ? line : `${indent}${line}`)), ...gap]),
    )

const inConfig = section(name => {
  const plain = Buffer.from(name, "utf8").toString("latin1")
  const quoted = `[profile '${plain}']`
  if (name === "default") return fc.constantFrom("[default]", "[default]  # mine", "[profile default]")
  if (/[^\w@:.]/.test(name)) return fc.constant(quoted)
  return fc.constantFrom(
    `[profile ${plain}]`,
    `[profile ${plain}]`,
    `[profile ${plain}] ; mine`,
    quoted,
    `[profile "${plain}"]`,
    `[ profile  ${plain} ]`,
  )
}, bodies)
const inCredentials = section(
  name => fc.constant(`[${Buffer.from(name, "utf8").toString("latin1")}]`),
  [...pairs, ...pairs, ...bodies.slice(0, 2)],
)
const other = fc.constantFrom(
  ["[sso-session corp]", "sso_start_url = https://example.awsapps.com/start", "sso_region = eu-west-1"],
  ["[services local]", "sts =", "  endpoint_url = http://127.0.0.1:9"],
  ["[plugins]", "cli_legacy_plugin_path = /opt"],
  ["[profiles x]", "region = eu-west-1"],
)

const style = fc.record({
  end: fc.constantFrom("\n", "\n", "\r\n", "\r"),
  mark: fc.constantFrom("", "", "", "\u00ef\u00bb\u00bf"),
  head: fc.constantFrom([], ["# mine"], ["", "; caf\xc3\xa9", ""]),
  last: fc.constantFrom("none", "one", "two"),
})

const fileOf = (sections: fc.Arbitrary<readonly string[]>) =>
  fc
    .record({ sections: fc.array(sections, { maxLength: 6 }), style })
    .map(({ sections, style: { end, mark, head, last } }) => {
      const lines = [...head, ...sections.flat()]
      const closing = last === "none" || lines.length === 0 ? "" : last === "one" ? end : `${end}${end}`
      return `${mark}${lines.join(end)}${closing}`
    })

/** Files as people have them after ten years: everything that an editor, a script or another tool may have left. */
export const shape: fc.Arbitrary<Shape> = fc.record({
  config: fileOf(fc.oneof({ weight: 5, arbitrary: inConfig }, { weight: 1, arbitrary: other })),
  credentials: fileOf(inCredentials),
})
