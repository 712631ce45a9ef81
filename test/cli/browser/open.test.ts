import { afterAll, describe, expect, test } from "bun:test"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { elsewhere, type Surroundings } from "../../../src/cli/browser/elsewhere.ts"
import { commandLines } from "../../../src/cli/browser/kinds.ts"
import { browserAt } from "../../../src/cli/browser/open.ts"
import { parseBrowser } from "../../../src/config/browser.ts"
import type { Env } from "../../../src/types.ts"

const scratch = mkdtempSync(join(tmpdir(), "guise-browser-"))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const page = { url: "https://example.com/?a=b&c='d'", profile: "work:dev", account: "123456789012" }

function around(env: Env = {}, more: Partial<Surroundings> = {}): Surroundings {
  return { env, platform: "linux", exists: () => false, kernel: () => "Linux version 6.1", ...more }
}

describe("the page comes back", () => {
  const places: readonly (readonly [string, string | undefined, Surroundings])[] = [
    ["at a desk", undefined, around({ DISPLAY: ":0" })],
    ["over SSH", "ssh", around({ SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" })],
    ["over SSH, from tmux", "ssh", around({ SSH_TTY: "/dev/pts/1" })],
    ["in a Codespace", "container", around({ CODESPACES: "true" })],
    ["in a dev container", "container", around({ REMOTE_CONTAINERS: "true" })],
    ["in Docker", "container", around({}, { exists: path => path === "/.dockerenv" })],
    ["in Podman", "container", around({}, { exists: path => path === "/run/.containerenv" })],
    ["in WSL", "wsl", around({ WSL_DISTRO_NAME: "Debian" })],
    ["in WSL without its variable", "wsl", around({}, { kernel: () => "Linux version 5.15-microsoft-standard-WSL2" })],
    ["on a Mac", undefined, around({}, { platform: "darwin" })],
  ]
  test.each(places)("%s: %p", (_where, expected, place) => {
    expect(elsewhere(place)).toBe(expected as ReturnType<typeof elsewhere>)
    expect(browserAt({ env: place.env }, () => ({ ...page, browser: undefined }), place).comesBack).toBe(
      expected === undefined,
    )
  })

  test("to a browser that guise starts here, wherever that is; but never with --device", () => {
    const place = around({ SSH_TTY: "/dev/pts/1", DISPLAY: ":0" })
    const meant = () => ({ ...page, browser: "chromium-profile" })
    expect(browserAt({ env: {} }, meant, place).comesBack).toBe(true)
    expect(browserAt({ env: {} }, meant, around({ SSH_TTY: "/dev/pts/1" })).comesBack).toBe(false)
    expect(browserAt({ env: {}, device: true }, meant, place).comesBack).toBe(false)
    expect(browserAt({ env: {}, device: true }, meant, around()).comesBack).toBe(false)
  })
})

describe("which program", () => {
  const first = (setting: string, place: Surroundings) => {
    const choice = parseBrowser(setting)
    if ("fault" in choice) throw new Error(choice.fault)
    return commandLines(choice, page, place, profile => `/data/${profile}`)[0]
  }
  const url = page.url
  const lines: readonly (readonly [string, Surroundings, readonly string[] | undefined])[] = [
    ["default", around({ DISPLAY: ":0" }), ["xdg-open", url]],
    ["default", around({ WAYLAND_DISPLAY: "wayland-0" }), ["xdg-open", url]],
    ["default", around(), undefined],
    ["default", around({ BROWSER: "my-browser --new:other" }), ["my-browser", "--new", url]],
    ["default", around({ BROWSER: "'a b' --app=%s -x" }), ["a b", `--app=${url}`, "-x"]],
    ["default", around({ BROWSER: "my-browser %s &" }), ["my-browser", url]],
    ["default", around({}, { platform: "darwin" }), ["open", url]],
    ["default", around({}, { platform: "win32" }), ["rundll32", "url.dll,FileProtocolHandler", url]],
    ["default", around({ WSL_DISTRO_NAME: "Debian" }), ["wslview", url]],
    ["firefox --new-window", around(), ["firefox", "--new-window", url]],
    ["b --who={profile}@{account} {url} -x", around(), ["b", "--who=work:dev@123456789012", url, "-x"]],
    [
      "firefox-container",
      around(),
      ["firefox", "ext+container:name=work%3Adev&url=https%3A%2F%2Fexample.com%2F%3Fa%3Db%26c%3D'd'"],
    ],
    [
      "chromium-profile:{account}",
      around(),
      ["google-chrome", "--profile-directory=123456789012", "--no-first-run", "--no-default-browser-check", url],
    ],
    [
      "chromium-profile",
      around({}, { platform: "darwin" }),
      [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "--user-data-dir=/data/work:dev",
        "--no-first-run",
        "--no-default-browser-check",
        url,
      ],
    ],
    [
      "chromium-profile:x",
      around({ ProgramFiles: "C:\\Program Files" }, { platform: "win32" }),
      [
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
        "--profile-directory=x",
        "--no-first-run",
        "--no-default-browser-check",
        url,
      ],
    ],
  ]
  test.each(lines)("%s in %o", (setting, place, expected) => {
    expect<unknown>(first(setting, place)).toEqual(expected)
  })

  test("an address with a dollar sign in it comes through as it is", () => {
    const odd = { ...page, url: "https://example.com/?a=$&b=$$c" }
    const [line] = commandLines({ kind: "default" }, odd, around({ BROWSER: "b --app=%s" }), String)
    expect(line).toEqual(["b", `--app=${odd.url}`])
  })

  test("PowerShell gets an address that it cannot take for code", () => {
    const [, shell] = commandLines({ kind: "default" }, page, around({ WSL_DISTRO_NAME: "Debian" }), String)
    expect(shell?.at(-1)).toBe("Start-Process 'https://example.com/?a=b&c=''d'''")
  })
})

describe("opening", () => {
  /** A home whose programs note down how they were called, and end with a status. */
  function programs(statuses: Readonly<Record<string, number>>) {
    const home = mkdtempSync(join(scratch, "home-"))
    const bin = join(home, "bin")
    mkdirSync(bin)
    for (const [name, status] of Object.entries(statuses)) {
      const script = `#!/bin/sh\n{ echo "$0"; printf '%s\\n' "$@"; env; } >>"$HOME/${name}.out"\nexit ${status}\n`
      writeFileSync(join(bin, name), script)
      chmodSync(join(bin, name), 0o755)
    }
    const env = {
      HOME: home,
      PATH: `${bin}:/usr/bin:/bin`,
      XDG_DATA_HOME: join(home, "data"),
      DISPLAY: ":7",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      GUISE_PASSPHRASE: "correct horse",
    }
    const heard = (name: string) =>
      existsSync(join(home, `${name}.out`)) ? readFileSync(join(home, `${name}.out`), "utf8") : ""
    const open = (browser: string | undefined, url: string) =>
      browserAt({ env }, () => ({ ...page, browser }), around(env)).open(url)
    return { home, heard, open }
  }

  test("hands over the address and nothing that is guise's", async () => {
    const { heard, open } = programs({ show: 0 })
    expect(await open("show 'for {profile}' {url}", page.url)).toBe(true)
    expect(heard("show")).toContain("\nfor work:dev\nhttps://example.com/?a=b&c=%27d%27\n")
    expect(heard("show")).toContain("DISPLAY=:7")
    expect(heard("show")).not.toMatch(/AWS_|GUISE_|EXAMPLEKEY|correct horse/)
  })

  test("goes on to the next where one fails, and says so when none is left", async () => {
    const one = programs({ "xdg-open": 3, gio: 1, "sensible-browser": 0 })
    expect(await one.open(undefined, page.url)).toBe(true)
    expect(one.heard("sensible-browser")).toContain("example.com")
    const none = programs({ show: 4 })
    expect(await none.open("show {url}", page.url)).toBe(false)
    expect(await none.open("no-such-browser {url}", page.url)).toBe(false)
  })

  test("keeps the browsers of two profiles apart, in folders that nobody else may enter", async () => {
    const { home, heard, open } = programs({ "google-chrome": 0 })
    expect(await open("chromium-profile", page.url)).toBe(true)
    const [, folder = ""] = /^--user-data-dir=(.*)$/m.exec(heard("google-chrome")) ?? []
    expect(folder.startsWith(join(home, "data/guise/browsers/"))).toBe(true)
    expect(folder).not.toContain("dev")
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test.each(["file:///etc/passwd", "javascript:alert(1)", "--version", "ext+container:x", "not an address"])(
    "opens nothing that is not of the web: %s",
    async url => {
      const { heard, open } = programs({ show: 0 })
      expect(await open("show", url)).toBe(false)
      expect(heard("show")).toBe("")
    },
  )
})
