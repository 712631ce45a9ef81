import { area, gives, keys } from "./write.ts"

/** Line ends, marks and bytes. */
export const iniEncoding = area("ini-encoding", [
  [
    "CRLF with a block and a continued value",
    { config: `[profile a]\r\ns3 =\r\n  x = y\r\nnote = 1\r\n  2\r\n${keys("A").replaceAll("\n", "\r\n")}` },
    gives("A"),
  ],
  [
    "CRLF after a header with a comment",
    { config: `[profile a] # note\r\n${keys("A").replaceAll("\n", "\r\n")}` },
    gives("A"),
  ],
  [
    "both kinds of line end",
    { config: `[profile a]\r\naws_access_key_id = AKIAA\naws_secret_access_key = secret-A\r\n` },
    gives("A"),
  ],
  [
    "a byte order mark and CRLF in the config file",
    { config: `\ufeff[profile a]\r\n${keys("A").replaceAll("\n", "\r\n")}` },
    gives("A"),
  ],
  [
    "bytes that are no UTF-8, in another profile",
    {
      files_base64: {
        "~/.aws/config": Buffer.from(`[profile b]\nnote = \xe9\n[profile a]\n${keys("A")}`, "latin1").toString(
          "base64",
        ),
      },
    },
    gives("A"),
  ],
  ["an empty file", { config: "", credentials: `[a]\n${keys("A")}` }, gives("A")],
  ["blank lines and blanks only", { config: " \n\t\n\r\n", credentials: `\n\n[a]\n\n${keys("A")}\n\n` }, gives("A")],
  [
    "no-break spaces around a value, as copied from a page",
    { config: "[profile a]\naws_access_key_id =\u00a0AKIAA\u00a0\naws_secret_access_key = secret-A\u00a0\n" },
    gives("A"),
  ],
])
