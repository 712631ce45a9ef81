import { describe, expect, test } from "bun:test"
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { checks } from "../../src/doctor/checks.ts"
import { GuiseError } from "../../src/errors.ts"
import { found, keys, now, type Patient, program, role } from "./clinic.ts"

const config = "~/.aws/config"
const credentials = "~/.aws/credentials"
const base = { credentials: `[base]\n${keys}` }
const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

function put(home: string, path: string, text: string, mode = 0o600): void {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, text)
  chmodSync(file, mode)
}

function storesWith(key: { readonly store: string; readonly since: number }): string {
  return JSON.stringify({ keys: { base: { keyId: "AKIAIOSFODNN7EXAMPLE", ...key } }, seeds: {} })
}

/** A check, what it is shown, and how each line that it answers begins; then something it finds nothing in. */
type Row = readonly [id: string, what: string, patient: Patient, lines: readonly string[]]

const triggers: readonly Row[] = [
  ["files-readable", "no files", {}, [`note: there are no AWS files (${config}, ${credentials})`]],
  [
    "files-readable",
    "a malformed line",
    { ...base, config: "[profile a]\nregion\n" },
    [`fault ${config}:2: ${config}, line 2 `],
  ],
  [
    "files-readable",
    "two malformed files",
    { config: "[profile a]\nregion\n", credentials: "\n\n[b]\nx\n" },
    [`fault ${config}:2: `, `fault ${credentials}:4: `],
  ],
  [
    "files-private",
    "keys that others can read",
    { ...base, prepare: home => chmodSync(join(home, ".aws/credentials"), 0o644) },
    [`fault ${credentials} (mode 0644): others can read this file → chmod 600 ${credentials}`],
  ],
  [
    "files-private",
    "a file without keys that others can read",
    { config: "[default]\n", prepare: home => chmodSync(join(home, ".aws/config"), 0o640) },
    [`note ${config} (mode 0640): others can read this file`],
  ],
  [
    "files-private",
    "a config that others can change: they can put a credential_process in it",
    { config: "[default]\n", prepare: home => chmodSync(join(home, ".aws/config"), 0o666) },
    [`fault ${config} (mode 0666): others can change this file`],
  ],
  [
    "files-private",
    "a folder that others can change",
    { config: "[default]\n", prepare: home => chmodSync(join(home, ".aws"), 0o777) },
    ["fault ~/.aws (mode 0777): others can change this folder → chmod 700 ~/.aws"],
  ],
  [
    "file-traps",
    "a header without profile",
    { config: "[prod]\n" },
    [`warning ${config}:1: [prod] is not read as a profile`],
  ],
  [
    "line-traps",
    "a key twice, a section twice",
    { config: "[profile a]\nregion = eu-west-1\nregion = eu-west-2\n[profile a]\noutput = json\n" },
    [
      `warning ${config}:4 (a): the section begins again`,
      `warning ${config}:3 (a): region comes again (first on line 2)`,
    ],
  ],
  [
    "default-credentials",
    "keys in [default]",
    { credentials: `[default]\n${keys}` },
    [`warning ${credentials}:2 (AKIAIOSFODNN7EXAMPLE): the default profile holds keys`],
  ],
  [
    "default-credentials",
    "a role in [default]",
    { ...base, config: `[default]\n${role}source_profile = base\n` },
    [`note ${config}:2 (role_arn): the default profile leads to credentials`],
  ],
  [
    "profile-sources",
    "a source that is not there",
    { ...base, config: `[profile a]\n${role}source_profile = bas\n` },
    [`fault ${config}:3 (a): Profile "a" (${config}:3) takes its credentials from "bas", which does not exist`],
  ],
  [
    "profile-sources",
    "a source that holds nothing",
    { config: `[profile e]\nregion = eu-west-1\n[profile a]\n${role}source_profile = e\n` },
    [`fault ${config}:1 (a): Profile "e" (${config}:1) is the source of "a"`],
  ],
  [
    "profile-sources",
    "kept keys that ran out",
    { credentials: `[t]\n${keys}aws_session_token = x\nexpiration = ${iso(now - 60)}\n` },
    [`note ${credentials}:2 (t): The temporary keys of profile "t"`],
  ],
  [
    "profile-sources",
    "a source_profile that does nothing",
    { ...base, config: "[profile a]\nsource_profile = base\n" },
    [`warning ${config}:1 (a): Profile "a" (${config}:1) holds no credentials and names no role. Its source_profile`],
  ],
  [
    "profile-loops",
    "a circle, told once, and who leads into it",
    {
      config: ["a b", "b a", "c a"].map(pair => `[profile ${pair[0]}]\n${role}source_profile = ${pair[2]}\n`).join(""),
    },
    [`fault ${config}:1 (a): The profiles lead in a circle: a → b → a.`],
  ],
  [
    "half-pairs",
    "a secret without its id",
    { credentials: "[a]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n" },
    [`fault ${credentials}:2 (a): half a key pair: aws_access_key_id is missing`],
  ],
  [
    "half-pairs",
    "an id without its secret",
    { credentials: "[a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n" },
    [`fault ${credentials}:2 (a): half a key pair: aws_secret_access_key is missing`],
  ],
  [
    "profile-settings",
    "two sources",
    { ...base, config: `[profile a]\n${role}source_profile = base\ncredential_source = Environment\n` },
    [`fault ${config}:4 (a): Profile "a" (${config}:4) has both source_profile and credential_source`],
  ],
  [
    "profile-settings",
    "a duration that AWS refuses",
    { ...base, config: `[profile a]\n${role}source_profile = base\nduration_seconds = 60\n` },
    [`fault ${config}:4 (a): duration_seconds of profile "a" is "60"`],
  ],
  [
    "profile-settings",
    "an ARN that is none",
    { ...base, config: "[profile a]\nrole_arn = Admin\nsource_profile = base\n" },
    [`fault ${config}:2 (a): role_arn of profile "a" (${config}:2) is "Admin"`],
  ],
  [
    "profile-notices",
    "a duration that is cut in a chain",
    {
      ...base,
      config: `[profile a]\n${role}source_profile = base\n[profile b]\n${role}source_profile = a\nduration_seconds = 7200\n`,
    },
    [`note ${config}:4 (b): Role Admin was asked for 2 h and gets 1 h`],
  ],
  [
    "regions",
    "a zone, a slip of the finger, nonsense, and one that may be new",
    {
      config: ["us-east-1a", "eu-west1", "frankfurt", "eu-west-9"]
        .map((region, index) => `[profile p${index}]\nregion = ${region}\n`)
        .join(""),
    },
    [
      `fault ${config}:2 (p0): "us-east-1a" is no AWS region → write us-east-1`,
      `fault ${config}:4 (p1): "eu-west1" is no AWS region → write eu-west-1`,
      `fault ${config}:6 (p2): "frankfurt" is no AWS region → write `,
      `note ${config}:8 (p3): this guise does not know the region "eu-west-9" → if it is not a new one, write eu-west-`,
    ],
  ],
  [
    "regions",
    "the region of an sso-session",
    { config: "[profile a]\nsso_session = s\n[sso-session s]\nsso_region = eu-central1\n" },
    [`fault ${config}:4 (a): "eu-central1" is no AWS region → write eu-central-1`],
  ],
  [
    "process-lines",
    "a guise that is not there, one that may not be run, and a profile that guise does not know",
    {
      config:
        "[profile a]\ncredential_process = /nowhere/guise process a\n" +
        "[profile b]\ncredential_process = /etc/hostname/guise process b\n[profile c]\ncredential_process = PLACE/guise process nope\n",
      prepare: home => {
        program(join(home, "bin/guise"))
        put(home, "flat/guise", "text")
        const text = `[profile a]\ncredential_process = /nowhere/guise process a\n[profile b]\ncredential_process = "${home}/flat/guise" process b\n[profile c]\ncredential_process = ${home}/bin/guise process nope\n`
        put(home, ".aws/config", text)
      },
    },
    [
      `fault ${config}:2 (a): credential_process runs /nowhere/guise, which does not exist → write the path of this guise: ~/bin/guise`,
      `fault ${config}:4 (b): credential_process runs ~/flat/guise, which may not be executed`,
      `fault ${config}:6 (c): credential_process asks guise for the profile "nope", which does not exist`,
    ],
  ],
  [
    "process-lines",
    "other programs that are not there, without the line's secrets",
    {
      env: { PATH: "/nowhere" },
      config: "[profile a]\ncredential_process = broker --token hunter2\n[profile b]\ncredential_process = ./x\n",
    },
    [
      `warning ${config}:2 (a): credential_process runs broker, which is not on PATH → correct the line`,
      `warning ${config}:4 (b): credential_process runs ./x, a path that depends on the folder one stands in`,
    ],
  ],
  [
    "named-files",
    "a CA bundle and a token that are not there",
    {
      config: `[profile a]\nca_bundle = /nowhere/ca.pem\n[profile b]\n${role}web_identity_token_file = /nowhere/token\n`,
    },
    [
      `fault ${config}:2 (a): ca_bundle: there is no such file`,
      `note ${config}:5 (b): web_identity_token_file: there is`,
    ],
  ],
  [
    "sign-ins",
    "a sign-in that nobody made",
    {
      config:
        "[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n" +
        "[profile a]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n",
    },
    ["note (corp): nobody is signed in"],
  ],
  [
    "sdk-differences",
    "a role with MFA",
    { ...base, config: `[profile a]\n${role}source_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/a\n` },
    ["Rust SDK", "Go SDK, Terraform", "JavaScript SDK", "AWS CLI, boto3"].map(
      tool => `note ${config}:1 (a): ${tool}: `,
    ),
  ],
  [
    "env-keys-or-profile",
    "keys and a profile",
    { env: { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "s", AWS_PROFILE: "a" } },
    [
      "warning (AKIAIOSFODNN7EXAMPLE, AWS_PROFILE=a): keys stand beside AWS_PROFILE: the JavaScript SDK takes the profile",
    ],
  ],
  [
    "env-key-pair",
    "no secret",
    { env: { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" } },
    ["fault (AKIAIOSFODNN7EXAMPLE): AWS_ACCESS_KEY_ID is set"],
  ],
  ["env-key-pair", "no id", { env: { AWS_SECRET_ACCESS_KEY: "s" } }, ["warning: AWS_SECRET_ACCESS_KEY is set"]],
  ["env-key-pair", "a token alone", { env: { AWS_SESSION_TOKEN: "t" } }, ["warning: AWS_SESSION_TOKEN is set without"]],
  [
    "env-key-pair",
    "a temporary key without its token",
    { env: { AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "s" } },
    ["fault (ASIAIOSFODNN7EXAMPLE): the key is a temporary one"],
  ],
  [
    "env-expired",
    "keys that ran out, from guise",
    {
      env: {
        AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
        AWS_CREDENTIAL_EXPIRATION: iso(now - 1),
        GUISE_PROFILE: "prod",
      },
    },
    [
      `fault (${iso(now - 1)}): the environment's keys expired (AWS_CREDENTIAL_EXPIRATION) → eval "$(guise export prod)"`,
    ],
  ],
  [
    "env-expired",
    "a date in the manner of Python, which the plan reads too",
    { env: { AWS_SESSION_EXPIRATION: "2001-01-01 00:00:00,5Z" } },
    ["note: AWS_SESSION_EXPIRATION is left over"],
  ],
  [
    "env-expired",
    "a date without keys",
    { env: { AWS_SESSION_EXPIRATION: iso(now - 1) } },
    ["note: AWS_SESSION_EXPIRATION is left over"],
  ],
  [
    "env-security-token",
    "another one than AWS_SESSION_TOKEN",
    { env: { AWS_SECURITY_TOKEN: "hunter2", AWS_SESSION_TOKEN: "hunter3" } },
    ["warning: AWS_SECURITY_TOKEN differs from AWS_SESSION_TOKEN: the AWS CLI"],
  ],
  [
    "env-security-token",
    "alone",
    { env: { AWS_SECURITY_TOKEN: "hunter2" } },
    ["warning: AWS_SECURITY_TOKEN is read by"],
  ],
  [
    "env-bearer-tokens",
    "one for Bedrock",
    { env: { AWS_BEARER_TOKEN_BEDROCK: "hunter2" } },
    ["warning (AWS_BEARER_TOKEN_BEDROCK): this bearer token speaks for its service"],
  ],
  [
    "env-container",
    "behind a default profile with credentials",
    { credentials: `[default]\n${keys}`, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/" } },
    [
      "warning: the container's credentials (AWS_CONTAINER_CREDENTIALS_FULL_URI) are never asked for: the default profile",
    ],
  ],
  [
    "env-container",
    "behind a profile, or keys",
    { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x", AWS_PROFILE: "a" } },
    [
      "warning: the container's credentials (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI) are never asked for: the profile a",
    ],
  ],
  [
    "env-container",
    "both variables",
    { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x", AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/" } },
    ["note: both container variables are set"],
  ],
  [
    "env-profile",
    "a profile that is not there, beside another one",
    { ...base, env: { AWS_PROFILE: "bass", AWS_DEFAULT_PROFILE: "base" } },
    [
      'fault ("bass"): AWS_PROFILE names a profile that the AWS files do not have → export AWS_PROFILE=base',
      "warning (bass, base): AWS_PROFILE and AWS_DEFAULT_PROFILE differ",
    ],
  ],
  [
    "env-region",
    "two regions, one of them a zone",
    { env: { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "us-east-1a" } },
    [
      'fault (AWS_DEFAULT_REGION): "us-east-1a" is no AWS region → write us-east-1',
      "warning (eu-west-1, us-east-1a): AWS_REGION and AWS_DEFAULT_REGION differ",
    ],
  ],
  [
    "env-region",
    "only one variable",
    { env: { AWS_REGION: "eu-west-1" } },
    ["note: only AWS_REGION is set, which boto3"],
  ],
  [
    "env-region",
    "only the other",
    { env: { AWS_DEFAULT_REGION: "eu-west-1" } },
    ["note: only AWS_DEFAULT_REGION is set"],
  ],
  [
    "env-files",
    "files that are not there",
    { env: { AWS_CONFIG_FILE: "/nowhere/config", AWS_CA_BUNDLE: "/nowhere/ca.pem" } },
    [
      "warning /nowhere/config: AWS_CONFIG_FILE names a file that is not there",
      "fault (/nowhere/ca.pem): AWS_CA_BUNDLE names a file that is not there → unset AWS_CA_BUNDLE",
    ],
  ],
  ["env-files", "an empty CA bundle", { env: { AWS_CA_BUNDLE: "" } }, ["fault (): AWS_CA_BUNDLE is set and empty"]],
  [
    "env-web-identity",
    "no role",
    { env: { AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere" } },
    ["fault: AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not"],
  ],
  [
    "env-web-identity",
    "no token",
    { env: { AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere", AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/Ci" } },
    ["warning /nowhere: AWS_WEB_IDENTITY_TOKEN_FILE names a file that is not there"],
  ],
  [
    "env-endpoints",
    "another STS, whose URL holds a password",
    { env: { AWS_ENDPOINT_URL_STS: "http://me:hunter2@localhost:4566/" } },
    ["note (localhost:4566): calls go elsewhere than to AWS (AWS_ENDPOINT_URL_STS) → unset AWS_ENDPOINT_URL_STS"],
  ],
  [
    "env-endpoints",
    "several at one host, which are one matter",
    {
      env: { AWS_ENDPOINT_URL_STS: "http://h:1/", AWS_ENDPOINT_URL: "http://h:1", AWS_ENDPOINT_URL_IAM: "http://h:2" },
    },
    [
      "note (h:1): calls go elsewhere than to AWS (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS) → unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS",
      "note (h:2): calls go elsewhere than to AWS (AWS_ENDPOINT_URL_IAM) → unset AWS_ENDPOINT_URL_IAM",
    ],
  ],
  [
    "endpoints",
    "one that cannot be reached, behind a proxy with a password",
    {
      env: { HTTPS_PROXY: "http://me:hunter2@proxy.example:3128" },
      reach: async () => {
        throw new GuiseError("aws-unreachable", "STS could not be reached.", { hint: "check the network" })
      },
    },
    ["fault: STS could not be reached. It was called through the proxy proxy.example:3128. → check the network"],
  ],
  [
    "clock",
    "an hour behind",
    { reach: async () => ({ host: "x", skew: 3600 }) },
    ["fault: this machine's clock is 3600 s behind AWS's: AWS refuses what SDKs sign here"],
  ],
  [
    "clock",
    "a minute ahead",
    { reach: async () => ({ host: "x", skew: -60 }) },
    ["warning: this machine's clock is 60 s ahead of AWS's: codes of an MFA app"],
  ],
  [
    "clock",
    "no date",
    { reach: async () => ({ host: "x", skew: undefined }) },
    ["note: the clock could not be compared"],
  ],
  [
    "plain-keys",
    "a long-lived pair",
    base,
    [`warning ${credentials}:2 (base, AKIAIOSFODNN7EXAMPLE): a long-lived key lies in plain text`],
  ],
  [
    "plain-store",
    "a key in it",
    {
      config: "[profile base]\n",
      prepare: home => put(home, ".local/share/guise/stores.json", storesWith({ store: "plain", since: now })),
    },
    ["warning (base, AKIAIOSFODNN7EXAMPLE): a long-lived key lies in the plain store"],
  ],
  [
    "plain-seeds",
    "a seed in the credentials file",
    { credentials: `[work]\n${keys}totp_secret = hunter\n` },
    ["warning ~/.aws/credentials:4 (work, totp_secret): an MFA seed lies in plain text"],
  ],
  [
    "kept-fresh",
    "a list that is none",
    {
      prepare: home => put(home, ".local/share/guise/written.json", "{"),
    },
    ["fault ~/.local/share/guise/written.json: "],
  ],
  [
    "key-age",
    "a key of a hundred days",
    {
      config: "[profile base]\n",
      prepare: home =>
        put(home, ".local/share/guise/stores.json", storesWith({ store: "file", since: now - 100 * 86_400 })),
    },
    ["warning (base, AKIAIOSFODNN7EXAMPLE, 100 days): a long-lived key is older than 90 days"],
  ],
  [
    "rotations",
    "a record that cannot be read",
    { ...base, prepare: home => put(home, ".local/share/guise/rotations.json", "{") },
    ["fault: ~/.local/share/guise/rotations.json, which says how far rotations of keys came, cannot be used"],
  ],
  [
    "own-files",
    "a sealing key that others can read, settings that others can change",
    {
      prepare: home => {
        put(home, ".cache/guise/seal.key", "k", 0o644)
        put(home, ".config/guise/config.toml", "", 0o666)
      },
    },
    [
      "fault ~/.config/guise/config.toml (mode 0666): others can change this file → chmod 600 ~/.config/guise/config.toml",
      "fault ~/.cache/guise/seal.key (mode 0644): others can read this file",
    ],
  ],
  [
    "secret-places",
    "a cache with its key beside it, and an index",
    {
      prepare: home => {
        put(home, ".cache/guise/seal.key", "k")
        put(home, ".cache/guise/entries/one", "sealed")
        put(home, ".cache/guise/sections-config-0", "index")
      },
    },
    [
      "note ~/.cache/guise (1 entry): cached sessions are sealed with a key file that lies beside them: as good as plain text",
      "note ~/.cache/guise/sections-config-0: an index of a large AWS file",
    ],
  ],
  [
    "settings",
    "a malformed config.toml",
    { prepare: home => put(home, ".config/guise/config.toml", "as = \n") },
    ["fault ~/.config/guise/config.toml:1: "],
  ],
  ["guise-on-path", "none", { env: { PATH: "/nowhere" } }, ["note ~/bin/guise: there is no guise on PATH"]],
  [
    "guise-on-path",
    "another one first",
    {
      env: { PATH: "HOME/other" },
      prepare: home => {
        program(join(home, "other/guise"))
        program(join(home, "bin/guise"))
      },
    },
    ["warning ~/other/guise: guise on PATH is another one than this (~/bin/guise)"],
  ],
]

describe("each check finds what it is for", () => {
  test.each(triggers)("%s: %s", async (id, _what, patient, lines) => {
    const answers = await found(id, patient)
    const cut = answers.map((answer, index) => answer.slice(0, lines[index]?.length ?? answer.length))
    expect(cut).toEqual([...lines])
    expect(answers.join()).not.toMatch(/hunter|wJalr/)
  })

  test("there is a row for every check", () => {
    expect(new Set(triggers.map(([id]) => id))).toEqual(new Set(checks.map(({ id }) => id)))
  })
})

/** A home and an environment in which all is well. */
const healthy: Patient = {
  config:
    `[default]\nregion = eu-west-1\n[profile admin]\n${role}source_profile = base\nregion = us-east-1\n` +
    "[profile hook]\ncredential_process = sh -c true\n",
  credentials: `[base]\n${keys}aws_session_token = x\n`,
  env: {
    PATH: "HOME/bin:/bin:/usr/bin",
    AWS_PROFILE: "admin",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_CREDENTIAL_EXPIRATION: iso(now + 60),
    AWS_SECURITY_TOKEN: "same",
    AWS_SESSION_TOKEN: "same",
    AWS_ACCESS_KEY_ID: "",
  },
  prepare: home => program(join(home, "bin/guise")),
}

describe("each check finds nothing where all is well", () => {
  test.each(checks.map(({ id }) => [id]))("%s", async id => {
    const env = { ...healthy.env, AWS_SECURITY_TOKEN: "", AWS_SESSION_TOKEN: "" }
    const answers = await found(id, id === "env-security-token" ? healthy : { ...healthy, env })
    expect(answers.filter(answer => !answer.startsWith("ok"))).toEqual([])
  })
})

test.each([
  ["a user", 4243, "fault"],
  ["root", 0, "warning"],
] as const)("files of somebody else's, for %s", async (_who, uid, verdict) => {
  const isRoot = process.getuid?.() === 0
  // Only root can give a file away; anybody can be taken for somebody else.
  const prepare = (home: string) => {
    if (isRoot) for (const path of [".aws", ".aws/credentials"]) chownSync(join(home, path), 4242, 4242)
  }
  const answers = await found("files-private", { ...base, uid, prepare })
  expect(answers.map(answer => answer.replace(/user id \d+/, "user id N"))).toEqual([
    `${verdict} ~/.aws (user id N): this folder belongs to another user, who can change it → sudo chown "$USER" ~/.aws`,
    `${verdict} ${credentials} (user id N): this file belongs to another user, who can change it → sudo chown "$USER" ${credentials}`,
  ])
})

test("root's own files are nobody's concern", async () => {
  const prepare = (home: string) => chmodSync(join(home, ".aws/credentials"), 0o600)
  expect(await found("files-private", { ...base, prepare, uid: process.getuid?.() ?? 0 })).toEqual([])
})

test("a remedy stands beside everything that is worse than a note", async () => {
  for (const [id, what, patient] of triggers) {
    const answers = await found(id, patient)
    for (const answer of answers.filter(each => /^(warning|fault)/.test(each)))
      expect(`${id}, ${what}: ${answer}`).toMatch(/ → \S/)
  }
})
