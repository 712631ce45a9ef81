import { expect, test } from "bun:test"
import { homeOf, type Paths, pathsOf } from "../../src/sys/paths.ts"
import type { Env } from "../../src/types.ts"

const linux: Paths = {
  config: "/home/ann/.config/guise",
  cache: "/home/ann/.cache/guise",
  data: "/home/ann/.local/share/guise",
  runtime: "/home/ann/.cache/guise/run",
}

const rows: readonly [sentence: string, platform: NodeJS.Platform, env: Env, paths: Partial<Paths>][] = [
  ["the XDG defaults on Linux", "linux", { HOME: "/home/ann" }, linux],
  [
    "XDG variables",
    "linux",
    {
      HOME: "/home/ann",
      XDG_CONFIG_HOME: "/c",
      XDG_CACHE_HOME: "/k/",
      XDG_DATA_HOME: "/d",
      XDG_RUNTIME_DIR: "/run/user/1000",
    },
    { config: "/c/guise", cache: "/k/guise", data: "/d/guise", runtime: "/run/user/1000/guise" },
  ],
  [
    "relative XDG variables are ignored",
    "linux",
    { HOME: "/home/ann", XDG_CONFIG_HOME: "c", XDG_CACHE_HOME: "./k", XDG_DATA_HOME: "~/d", XDG_RUNTIME_DIR: "." },
    linux,
  ],
  ["empty XDG variables are ignored", "linux", { HOME: "/home/ann", XDG_CONFIG_HOME: "", XDG_CACHE_HOME: "" }, linux],
  [
    "the Library on macOS",
    "darwin",
    { HOME: "/Users/ann" },
    { config: "/Users/ann/Library/Application Support/guise", cache: "/Users/ann/Library/Caches/guise" },
  ],
  ["XDG variables on macOS", "darwin", { HOME: "/Users/ann", XDG_CONFIG_HOME: "/c" }, { config: "/c/guise" }],
  [
    "application data on Windows",
    "win32",
    { USERPROFILE: "C:\\Users\\ann", LOCALAPPDATA: "D:\\Local", APPDATA: "D:\\Roaming" },
    { config: "D:\\Roaming\\guise", cache: "D:\\Local\\guise\\cache", data: "D:\\Local\\guise\\data" },
  ],
  [
    "Windows with a home alone",
    "win32",
    { USERPROFILE: "C:\\Users\\ann" },
    { config: "C:\\Users\\ann\\AppData\\Roaming\\guise", cache: "C:\\Users\\ann\\AppData\\Local\\guise\\cache" },
  ],
]

test.each([...rows])("guise's folders follow %s", (_sentence, platform, env, paths) => {
  expect(pathsOf(env, platform)).toMatchObject(paths)
})

test("without HOME, home is what the system's user list says", () => {
  expect(homeOf({}, "linux")).toStartWith("/")
  expect(homeOf({ HOME: "" }, "linux")).toBe(homeOf({}, "linux"))
})
