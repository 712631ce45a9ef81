import { area, gives, keys, refused, role, takes } from "./write.ts"

/** What is a comment and what is part of a value. */
export const iniComments = area("ini-comments", [
  [
    "a tab and a #",
    { config: "[profile a]\naws_access_key_id = AKIAA\t# note\naws_secret_access_key = secret-A\t; note\n" },
    gives("A"),
  ],
  [
    "value#x and value;x",
    { config: "[profile a]\naws_access_key_id = AKIAA\naws_secret_access_key = x#y;z\n" },
    { ok: true, credentials: { AccessKeyId: "AKIAA", SecretAccessKey: "x#y;z" } },
  ],
  [
    "a value that begins with #",
    { config: "[profile a]\naws_access_key_id = AKIAA\naws_secret_access_key =#x\n" },
    { ok: true, credentials: { AccessKeyId: "AKIAA", SecretAccessKey: "#x" } },
  ],
  [
    "an indented comment under a value",
    { config: `[profile a]\naws_access_key_id = AKIAA\n  # note\naws_secret_access_key = secret-A\n` },
    gives("A"),
  ],
  [
    "an indented comment in a block",
    { config: `[profile a]\ns3 =\n  # note\n  max_queue_size = 1 ; note\n${keys("A")}` },
    gives("A"),
  ],
  [
    "a comment before the first section",
    { config: `# note = x\n  ; [profile b]\n[profile a]\n${keys("A")}` },
    gives("A"),
  ],
  [
    "a comment behind the source's name",
    { config: `[profile a]\n${role("R", "b # the keys")}[profile b]\n${keys("B")}` },
    takes(["R"], "B"),
  ],
  ["a comment behind a header, with a quote in it", { config: `[profile a] ; anna's "own"\n${keys("A")}` }, gives("A")],
  ["no = before the comment", { config: `[profile a]\n${keys("A")}region # = x\n` }, refused],
])
