import { area, gives, keys, refused } from "./write.ts"

/** How sections may be headed and named. */
export const iniSections = area("ini-sections", [
  ["double quotes", { config: `[profile "a"]\n${keys("A")}` }, gives("A")],
  ["single quotes", { config: `[profile 'a']\n${keys("A")}` }, gives("A")],
  [
    "single quotes and a blank, as the AWS CLI writes it",
    { config: `[profile 'a b']\n${keys("A")}`, profile: "a b" },
    gives("A"),
  ],
  ["quotes around default", { config: `[profile "default"]\n${keys("A")}`, profile: null }, gives("A")],
  ["a # inside the quotes", { config: `[profile "a # b"]\n${keys("A")}`, profile: "a # b" }, gives("A")],
  ["a ] inside the quotes", { config: `[profile "a]b"]\n${keys("A")}`, profile: "a]b" }, gives("A")],
  ["an apostrophe that is no quote", { credentials: `[anna's]\n${keys("A")}`, profile: "anna's" }, gives("A")],
  ["a blank in the credentials file", { credentials: `[a b]\n${keys("A")}`, profile: "a b" }, gives("A")],
  ["an exclamation mark", { config: `[profile a!]\n${keys("A")}`, profile: "a!" }, gives("A")],
  ["non-ASCII letters in the credentials file", { credentials: `[prüf]\n${keys("A")}`, profile: "prüf" }, gives("A")],
  ["blanks inside the brackets", { config: `[  profile a ]\n${keys("A")}` }, gives("A")],
  ["blanks inside the brackets of the credentials file", { credentials: `[ a ]\n${keys("A")}` }, gives("A")],
  ["a tab after profile", { config: `[profile\ta]\n${keys("A")}` }, gives("A")],
  ["profiles is not profile", { config: `[profiles a]\n${keys("A")}\n[profile b]\n${keys("B")}` }, refused],
  ["Profile is not profile", { config: `[Profile a]\n${keys("A")}\n[profile b]\n${keys("B")}` }, refused],
  ["no prefix in the config file", { config: `[a]\n${keys("A")}\n[profile b]\n${keys("B")}` }, refused],
  ["a prefix in the credentials file", { credentials: `[profile a]\n${keys("A")}\n[b]\n${keys("B")}` }, refused],
  ["names are case-sensitive", { config: `[profile A]\n${keys("A")}` }, refused],
  [
    "a services section is no profile",
    { config: `[services a]\nsts =\n  endpoint_url = x\n[profile b]\n${keys("B")}` },
    refused,
  ],
  ["[DEFAULT] lends no keys", { config: `[DEFAULT]\n${keys("D")}[profile a]\nregion = x\n` }, refused],
  [
    "constructor is a name like others",
    { config: `[profile constructor]\n${keys("A")}`, profile: "constructor" },
    gives("A"),
  ],
  [
    "[profile default] is not filled from [default]",
    { config: `[default]\n${keys("D")}[profile default]\nregion = x\n`, profile: null },
    refused,
  ],
  [
    "a section that begins again adds its keys",
    { config: "[profile a]\naws_access_key_id = AKIAA\n[profile a]\naws_secret_access_key = secret-A\n" },
    gives("A"),
  ],
  [
    "later sections of a name win key by key",
    { config: `[profile a]\n${keys("A")}[profile b]\n${keys("B")}[profile a]\naws_session_token = t\n` },
    gives("A", { SessionToken: "t" }),
  ],
  [
    "a name with a ] in it ends at the last one",
    { config: `[profile a]]\n${keys("A")}[profile b]\n${keys("B")}`, profile: "a]" },
    gives("A"),
  ],
  [
    "brackets that nobody means do no harm to others",
    { config: `[[profile b]]\nx = y\n[profile a]\n${keys("A")}`, credentials: `[b] [c]\n${keys("B")}` },
    gives("A"),
  ],
  [
    "no-break spaces around the header",
    { config: `\u00a0\n\u00a0[profile a]\u00a0\n${keys("A")}\u00a0\n` },
    gives("A"),
  ],
  [
    "an unclosed header in the other file",
    { config: `[profile a]\n${keys("A")}`, credentials: "[b\nx = y\n" },
    refused,
  ],
])
