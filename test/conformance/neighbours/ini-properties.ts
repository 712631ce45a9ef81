import { area, gives, keys, refused, takes } from "./write.ts"

/** How keys and values may be written, and which of several counts. */
export const iniProperties = area("ini-properties", [
  [
    "upper-case keys",
    { config: "[profile a]\nAWS_ACCESS_KEY_ID = AKIAA\nAws_Secret_Access_Key = secret-A\n" },
    gives("A"),
  ],
  [
    "upper-case role keys",
    {
      config: `[profile a]\nROLE_ARN = arn:aws:iam::111122223333:role/R\nSource_Profile = b\n[profile b]\n${keys("B")}`,
    },
    takes(["R"], "B"),
  ],
  [
    "the same key in two cases",
    { config: `[profile a]\n${keys("A")}AWS_SECRET_ACCESS_KEY = secret-Z\n` },
    { ok: true, credentials: { AccessKeyId: "AKIAA", SecretAccessKey: "secret-Z" } },
  ],
  [
    "no blanks around the =",
    { config: "[profile a]\naws_access_key_id=AKIAA\naws_secret_access_key=secret-A\n" },
    gives("A"),
  ],
  [
    "tabs around the =",
    { config: "[profile a]\naws_access_key_id\t=\tAKIAA\naws_secret_access_key\t=\tsecret-A\n" },
    gives("A"),
  ],
  [
    "= inside a value",
    { config: "[profile a]\naws_access_key_id = AKIAA\naws_secret_access_key = a=b==\n" },
    { ok: true, credentials: { AccessKeyId: "AKIAA", SecretAccessKey: "a=b==" } },
  ],
  [
    "quotes are part of a value",
    { config: "[profile a]\naws_access_key_id = \"AKIAA\"\naws_secret_access_key = 'secret-A'\n" },
    { ok: true, credentials: { AccessKeyId: '"AKIAA"', SecretAccessKey: "'secret-A'" } },
  ],
  [
    "a percent sign",
    { config: "[profile a]\naws_access_key_id = AKIAA\naws_secret_access_key = %(x)s%%\n" },
    { ok: true, credentials: { AccessKeyId: "AKIAA", SecretAccessKey: "%(x)s%%" } },
  ],
  [
    "a colon in a value",
    { config: "[profile a]\naws_access_key_id = AKIAA\naws_secret_access_key = a: b :c\n" },
    { ok: true, credentials: { AccessKeyId: "AKIAA", SecretAccessKey: "a: b :c" } },
  ],
  ["a colon without blanks before an =", { config: `[profile a]\nplugin:x = y\n${keys("A")}` }, gives("A")],
  ["key: value", { config: "[profile a]\naws_access_key_id: AKIAA\naws_secret_access_key: secret-A\n" }, refused],
  ["a word alone", { config: `[profile a]\n${keys("A")}[profile b]\nregion\n` }, refused],
  [
    "a word alone in the credentials file",
    { config: `[profile a]\n${keys("A")}`, credentials: "[b]\nregion\n" },
    refused,
  ],
  ["an empty token is no token", { config: `[profile a]\n${keys("A")}aws_session_token =\n` }, gives("A")],
  [
    "an empty key in the credentials file unsets that of the config file",
    { config: `[profile a]\n${keys("A")}`, credentials: "[a]\naws_session_token =\n" },
    gives("A"),
  ],
  [
    "a legacy token alone",
    { config: `[profile a]\n${keys("A")}aws_security_token = old\n` },
    gives("A", { SessionToken: "old" }),
  ],
  [
    "the account id of the profile",
    { config: `[profile a]\n${keys("A")}aws_account_id = 012345678901\n` },
    gives("A", { AccountId: "012345678901" }),
  ],
  [
    "a credentials file over a config file, key by key",
    { config: `[profile a]\n${keys("C")}aws_session_token = t\n`, credentials: `[a]\n${keys("A")}` },
    gives("A", { SessionToken: "t" }),
  ],
  [
    "an id alone before a process",
    {
      config: `[profile a]\naws_access_key_id = AKIAX\ncredential_process = printf '%s' '{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"secret-P"}'\n`,
    },
    gives("P"),
  ],
  [
    "a secret alone before a process",
    {
      credentials: `[a]\naws_secret_access_key = x\ncredential_process = printf '%s' '{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"secret-P"}'\n`,
    },
    gives("P"),
  ],
  [
    "an id alone in the credentials file before a process",
    {
      credentials: `[a]\naws_access_key_id = x\ncredential_process = printf '%s' '{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"secret-P"}'\n`,
    },
    refused,
  ],
])
