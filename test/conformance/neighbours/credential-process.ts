import { area, document, gives, keys, refused, role, takes } from "./write.ts"

const run = (command: string) => `[profile a]\ncredential_process = ${command}\n`
const more = { p: document("P"), "a b/p": document("P") }
const works = (command: string) => ({ config: run(command), more })
const prints = (text: string) => ({ config: run("cat {{HOME}}/p"), more: { p: text } })
const far = "2099-01-02T03:04:05"

/** What a `credential_process` may be and print. */
export const credentialProcess = area("credential-process", [
  ["quotes around a path with blanks", works('cat "{{HOME}}/a b/p"'), gives("P")],
  ["a blank behind a backslash", works("cat {{HOME}}/a\\ b/p"), gives("P")],
  ["quotes inside quotes", works(`sh -c 'printf "%s" "$(cat {{HOME}}/p)"'`), gives("P")],
  ["two commands", works("true && cat {{HOME}}/p"), gives("P")],
  ["a redirection", works("cat < {{HOME}}/p"), gives("P")],
  ["a variable of the environment", { ...works('cat "$HOME/$WHICH"'), env: { WHICH: "p" } }, gives("P")],
  ["a variable for the command alone", works("WHICH=p sh -c 'cat {{HOME}}/$WHICH'"), gives("P")],
  ["a path from the current folder", works("cat p"), gives("P")],
  ["a command that goes on in the next line", works("cat\n  {{HOME}}/p"), gives("P")],
  ["nothing on its stdin", works("cat - {{HOME}}/p"), gives("P")],
  ["noise on stderr", works("sh -c 'yes | head -c 300000 >&2; cat {{HOME}}/p'"), gives("P")],
  ["a comment behind the command", works("cat {{HOME}}/p # the helper"), gives("P")],
  [
    "keys in the environment",
    { ...works("cat {{HOME}}/p"), env: { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "s" } },
    gives("P"),
  ],
  ["in the credentials file", { credentials: "[a]\ncredential_process = cat {{HOME}}/p\n", more }, gives("P")],
  ["in default", { config: "[default]\ncredential_process = cat {{HOME}}/p\n", more, profile: null }, gives("P")],
  ["before keys in the config file", { config: `${run("cat {{HOME}}/p")}${keys("A")}`, more }, gives("P")],
  [
    "as the source of a chain",
    {
      config: `[profile z]\n${role("Z", "y")}[profile y]\n${role("Y", "a")}${run("cat {{HOME}}/p")}`,
      more,
      profile: "z",
    },
    takes(["Y", "Z"], "P"),
  ],
  ["blanks and line ends around the document", prints(`\n\n  ${document("P")}\n\n`), gives("P")],
  ["a document over many lines", prints(JSON.stringify(JSON.parse(document("P")), null, 4)), gives("P")],
  [
    "an account of its own",
    {
      ...prints(document("P", { AccountId: "210987654321" })),
      config: `${run("cat {{HOME}}/p")}aws_account_id = 111122223333\n`,
    },
    gives("P", { AccountId: "210987654321" }),
  ],
  ["fields nobody knows", prints(document("P", { Kind: "x", Nested: { AccessKeyId: "no" } })), gives("P")],
  [
    "an offset in the expiration",
    prints(document("P", { Expiration: `${far}+02:00` })),
    gives("P", { Expiration: "2099-01-02T01:04:05Z" }),
  ],
  [
    "a fraction in the expiration",
    prints(document("P", { Expiration: `${far}.678Z` })),
    gives("P", { Expiration: `${far}Z` }),
  ],
  [
    "a zone by its name, as the AWS CLI's caches have it",
    prints(document("P", { Expiration: `${far}UTC` })),
    gives("P", { Expiration: `${far}Z` }),
  ],
  ["no expiration but null", prints(document("P", { Expiration: null, SessionToken: null })), gives("P")],
  ["Version as text", prints(document("P", { Version: "1" })), refused],
  ["no Version", prints('{"AccessKeyId":"AKIAP","SecretAccessKey":"secret-P"}'), refused],
  ["keys in lower case", prints('{"version":1,"accesskeyid":"AKIAP","secretaccesskey":"secret-P"}'), refused],
  ["no secret", prints('{"Version":1,"AccessKeyId":"AKIAP"}'), refused],
  ["no key id", prints('{"Version":1,"SecretAccessKey":"secret-P"}'), refused],
  ["expired", prints(document("P", { SessionToken: "t", Expiration: "2001-01-01T00:00:00Z" })), refused],
  ["an expiration that is no time", prints(document("P", { SessionToken: "t", Expiration: "tomorrow" })), refused],
  ["nothing", works("true"), refused],
  ["an array", prints(`[${document("P")}]`), refused],
  ["two documents", prints(document("P") + document("Q")), refused],
  ["words before the document", prints(`ok: ${document("P")}`), refused],
  ["a document and a failure", works("sh -c 'cat {{HOME}}/p; exit 3'"), refused],
  ["a program that is not there", works("/nowhere/at-all"), refused],
  ["killed by a signal", works("sh -c 'cat {{HOME}}/p; kill -9 $$'"), refused],
  ["far too much", works("yes"), refused],
  ["an empty command", works(""), refused],
])
