import { area, gives, keys, refused } from "./write.ts"

/** What indentation does. */
export const iniNesting = area("ini-nesting", [
  ["a block with a line that has no =", { config: `[profile a]\n${keys("A")}s3 =\n  garbage\n` }, refused],
  [
    "a block's keys in another case",
    { config: `[profile a]\ns3 =\n  AWS_ACCESS_KEY_ID = AKIAX\n${keys("A")}` },
    gives("A"),
  ],
  ["a deeper block", { config: `[profile a]\ns3 =\n    x =\n        role_arn = y\n${keys("A")}` }, gives("A")],
  ["blocks with tabs", { config: `[profile a]\n${keys("A")}s3 =\n\trole_arn = x\n\tsource_profile = y\n` }, gives("A")],
  ["a blank line inside a value that goes on", { config: `[profile a]\n${keys("A")}note = x\n\n  y\n` }, gives("A")],
  [
    "a role inside a block does not count",
    { config: `[profile a]\nx =\n  role_arn = arn:aws:iam::111122223333:role/R\n${keys("A")}` },
    gives("A"),
  ],
  [
    "everything indented by a tab",
    { config: "[profile a]\n\taws_access_key_id = AKIAA\n\taws_secret_access_key = secret-A\n" },
    gives("A"),
  ],
  [
    "indented less than the line above",
    { config: "[profile a]\n    aws_access_key_id = AKIAA\n  aws_secret_access_key = secret-A\n" },
    gives("A"),
  ],
  [
    "everything indented in the credentials file",
    { credentials: "[a]\n   aws_access_key_id = AKIAA\n   aws_secret_access_key = secret-A\n" },
    gives("A"),
  ],
  [
    "an indented source_profile goes on the line above",
    {
      config: `[profile a]\nrole_arn = arn:aws:iam::111122223333:role/R\n  source_profile = b\n[profile b]\n${keys("B")}`,
    },
    refused,
  ],
  [
    "a continued token",
    { config: `[profile a]\n${keys("A")}aws_session_token = one\n   two\n` },
    gives("A", { SessionToken: "one\ntwo" }),
  ],
])
