import { area, document, gives, keys, refused, role, roleArn, takes } from "./write.ts"

const a = `[profile a]\n${role("R", "b")}`
const b = `[profile b]\n${keys("B")}`
const fails = (answer: readonly [number, string, string]) => ({ fail: { [roleArn("R")]: answer } })

/** Roles and what they start from. */
export const assumeRole = area("assume-role", [
  [
    "a role and its source in the credentials file",
    { credentials: `[a]\n${role("R", "b")}[b]\n${keys("B")}` },
    takes(["R"], "B"),
  ],
  ["a role in one file, its source in the other", { config: a, credentials: `[b]\n${keys("B")}` }, takes(["R"], "B")],
  [
    "a role_arn in the credentials file counts",
    { config: `[profile a]\nsource_profile = b\n${b}`, credentials: `[a]\nrole_arn = ${roleArn("R")}\n` },
    takes(["R"], "B"),
  ],
  [
    "the source is default",
    { config: `[profile a]\n${role("R", "default")}[default]\n${keys("D")}` },
    takes(["R"], "D"),
  ],
  [
    "the source is the same section of the credentials file",
    { config: `[profile a]\n${role("R", "a")}`, credentials: `[a]\n${keys("A")}` },
    takes(["R"], "A"),
  ],
  [
    "a source with a blank in its name",
    { config: `[profile a]\n${role("R", "my base")}[profile "my base"]\n${keys("B")}` },
    takes(["R"], "B"),
  ],
  ["quotes around the source's name are part of it", { config: `[profile a]\n${role("R", '"b"')}${b}` }, refused],
  ["the role of default", { config: `[default]\n${role("R", "b")}${b}`, profile: null }, takes(["R"], "B")],
  ["AWS_PROFILE names a role", { config: a + b, profile: null, env: { AWS_PROFILE: "a" } }, takes(["R"], "B")],
  ["keys with a token as source", { config: `${a}${b}aws_session_token = t\n` }, takes(["R"], "B")],
  [
    "all that a role can carry",
    { config: `${a}external_id = x-1\nrole_session_name = anna\nduration_seconds = 900\n${b}` },
    takes(["R"], "B", { external_id: "x-1", role_session_name: "anna", duration_seconds: 900 }),
  ],
  [
    "empty ones are not sent",
    { config: `${a}external_id =\nrole_session_name =\nduration_seconds =\nmfa_serial =\n${b}` },
    takes(["R"], "B"),
  ],
  ["a duration that is no number is not sent", { config: `${a}duration_seconds = 1e3\n${b}` }, takes(["R"], "B")],
  [
    "keys of the profile itself, named as source",
    { config: `[profile a]\n${role("R", "a")}${keys("A")}` },
    takes(["R"], "A"),
  ],
  [
    "a source's keys stop the chain",
    { config: `${a}[profile b]\n${role("B", "c")}${keys("B")}[profile c]\n${keys("C")}` },
    takes(["R"], "B"),
  ],
  [
    "four roles",
    {
      config: `[profile a]\n${role("A", "b")}[profile b]\n${role("B", "c")}[profile c]\n${role("C", "d")}[profile d]\n${role("D", "e")}[profile e]\n${keys("E")}`,
    },
    takes(["D", "C", "B", "A"], "E"),
  ],
  [
    "two hours in a chain",
    { config: `[profile a]\n${role("A", "m")}duration_seconds = 7200\n[profile m]\n${role("M", "b")}${b}` },
    takes(["M", "A"], "B", { duration_seconds: [null, 7200] }),
  ],
  [
    "two hours for the first role of a chain, which keys take",
    { config: `[profile a]\n${role("A", "m")}[profile m]\n${role("M", "b")}duration_seconds = 7200\n${b}` },
    takes(["M", "A"], "B", { duration_seconds: [7200, null] }),
  ],
  [
    "a circle of three",
    { config: `[profile a]\n${role("A", "b")}[profile b]\n${role("B", "c")}[profile c]\n${role("C", "a")}` },
    refused,
  ],
  [
    "a circle behind the first role",
    { config: `[profile a]\n${role("A", "b")}[profile b]\n${role("B", "c")}[profile c]\n${role("C", "b")}` },
    refused,
  ],
  [
    "a source that only names another source",
    { config: `${a}[profile b]\nsource_profile = c\n[profile c]\n${keys("C")}` },
    refused,
  ],
  [
    "a role and a process of its own, without a source",
    {
      config: `[profile a]\nrole_arn = ${roleArn("R")}\ncredential_process = cat {{HOME}}/p\n`,
      more: { p: document("P") },
    },
    refused,
  ],
  [
    "two sources",
    {
      config: `${a}credential_source = Environment\n${b}`,
      env: { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "s" },
    },
    refused,
  ],
  [
    "half a pair in the config file, beside a process, as source",
    {
      config: `${a}[profile b]\naws_access_key_id = x\ncredential_process = cat {{HOME}}/p\n`,
      more: { p: document("P") },
    },
    takes(["R"], "P"),
  ],
  [
    "half a pair and a process of the role's own profile",
    {
      config: `[profile a]\n${role("R", "a")}aws_access_key_id = x\ncredential_process = cat {{HOME}}/p\n`,
      more: { p: document("P") },
    },
    takes(["R"], "P"),
  ],
  [
    "half a pair in the credentials file, beside a process, as source",
    {
      config: `${a}[profile b]\ncredential_process = cat {{HOME}}/p\n`,
      credentials: "[b]\naws_access_key_id = x\n",
      more: { p: document("P") },
    },
    refused,
  ],
  ["half a pair as source", { config: `${a}[profile b]\naws_secret_access_key = x\n` }, refused],
  ["AWS denies the role", { config: a + b, server: { sts: fails([403, "AccessDenied", "no"]) } }, refused],
  [
    "STS fails once",
    {
      config: a + b,
      server: { sts: { ...fails([500, "InternalFailure", "again"]), fail_times: { [roleArn("R")]: 1 } } },
    },
    takes(["R"], "B"),
  ],
  [
    "a role with a path",
    { config: `[profile a]\nrole_arn = ${roleArn("team/dev/R")}\nsource_profile = b\n${b}` },
    takes(["R"], "B", { role_arns: [roleArn("team/dev/R")] }),
  ],
  [
    "a role in another partition",
    {
      config: `[profile a]\nrole_arn = arn:aws-cn:iam::111122223333:role/R\nsource_profile = b\nregion = cn-north-1\n${b}`,
    },
    takes(["R"], "B", { role_arns: ["arn:aws-cn:iam::111122223333:role/R"] }),
  ],
  [
    "a role that is not asked for does no harm",
    { config: `[profile a]\n${keys("A")}[profile b]\nrole_arn = garbage\nsource_profile = b\n` },
    gives("A"),
  ],
])
