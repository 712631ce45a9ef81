import { describe, expect, test } from "bun:test"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { fileIn } from "../../src/config/folder-path.ts"
import { asStranger } from "../stranger.ts"
import {
  addToConfig,
  binary,
  builds,
  type Document,
  type Home,
  json,
  type RunOptions,
  run,
  runCommand,
  sitDown,
  stage,
  wordOf,
  writeSettings,
} from "./harness.ts"

const { sandbox, newHome, code } = await stage()

const keyOf = { alice: "AKIAIOSFODNN7EXAMPLE", bob: "AKIAI44QH8DHBEXAMPLE" } as const

/** A home whose working folder has this `.guise`, allowed or not. */
async function homeWith(text: string, allowed = true): Promise<Home> {
  const home = newHome()
  writeFileSync(fileIn(home.cwd), text)
  if (allowed) expect(await run(binary, home, ["allow"])).toMatchObject({ status: 0, stdout: "" })
  return home
}

const keyId = ["exec", "--", "printenv", "AWS_ACCESS_KEY_ID"]
const worn = { GUISE_PROFILE: "alice" }

/** Who each command takes to be meant in a folder whose allowed `.guise` says bob, where nobody is at the terminal. */
const table: readonly [set: string, env: RunOptions["env"], hands: keyof typeof keyOf, looks: keyof typeof keyOf][] = [
  ["nothing", {}, "bob", "bob"],
  ["AWS_PROFILE", { AWS_PROFILE: "alice" }, "bob", "bob"],
  ["a guise", worn, "bob", "alice"],
  ["both", { ...worn, AWS_PROFILE: "alice" }, "bob", "alice"],
]

describe.each([...builds])("$runtime", build => {
  test.each([...table])(
    "with %s set: exec and export go by the folder, whoami and explain by what is worn",
    async (...row) => {
      const [, env, hands, looks] = row
      const home = await homeWith('profile = "bob"\n')
      for (const cwd of [home.cwd, home.folder]) {
        const here = cwd === home.cwd
        const options = { env, cwd }
        if (!here && env?.AWS_PROFILE === undefined && env?.GUISE_PROFILE === undefined) continue
        expect((await run(build, home, keyId, options)).stdout).toBe(`${keyOf[here ? hands : "alice"]}\n`)
        const exported = await run(build, home, ["export", "--format", "process"], options)
        expect(json<Document>(exported).AccessKeyId).toBe(keyOf[here ? hands : "alice"])
        const looked = await run(build, home, ["whoami", "--json"], options)
        expect(json<{ profile: string }>(looked).profile).toBe(here ? looks : "alice")
        expect((await run(build, home, ["explain"], options)).stdout).toStartWith(`Profile ${here ? looks : "alice"},`)
      }
    },
  )

  test("process and auth never look at the folder, nor does a command with a name", async () => {
    const home = await homeWith('profile = "bob"\nregion = "eu-west-1"\n[env]\nEXTRA = "1"\n')
    const env = { AWS_PROFILE: "alice" }
    expect(json<Document>(await run(build, home, ["process"], { env })).AccessKeyId).toBe(keyOf.alice)
    const auth = await run(build, home, ["auth", "--format", "process"], { env })
    expect(json<Document>(auth).AccessKeyId).toBe(keyOf.alice)
    for (const words of [["alice"], ["-p", "alice"], ["--profile=alice"]]) {
      const ran = await run(build, home, ["exec", ...words, "--", "sh", "-c", "echo $GUISE_PROFILE $EXTRA"])
      expect(ran.stdout).toBe("alice\n")
      expect(ran.stderr).not.toContain(".guise")
    }
  })

  test("a shell without a command is the folder's, whatever is worn", async () => {
    const home = await homeWith('profile = "bob"\n')
    const shell = join(home.folder, "shell")
    writeFileSync(shell, "#!/bin/sh\necho $GUISE_PROFILE\n", { mode: 0o755 })
    const ran = await run(build, home, ["exec"], { env: { ...worn, SHELL: shell } })
    expect(ran).toMatchObject({ status: 0, stdout: "bob\n" })
  })

  test("who picked it is said, from wherever below one stands", async () => {
    const home = await homeWith('profile = "readonly"\n')
    const below = join(home.cwd, "a/b")
    mkdirSync(below, { recursive: true })
    const said = async (cwd: string, words = ["exec", "--", "true"]) =>
      (await run(build, home, words, { cwd })).stderr.split("\n")[0]
    expect(await said(home.cwd)).toMatch(/^guise: readonly \(from \.\/\.guise\) · 111122223333 · ReadOnly · \d+m$/)
    expect(await said(below)).toStartWith("guise: readonly (from ~/work/.guise) · ")
    expect(await said(below, ["whoami"])).toBe("guise: readonly (from ~/work/.guise)")
    expect(await said(below, ["exec", "-q", "--", "true"])).toBe("")
  })

  test("its region, as and env hold where it picks; flags stand over them", async () => {
    const home = await homeWith(
      'profile = "readonly"\nregion = "eu-west-1"\nas = "process"\n[env]\nEXTRA = "$(id) `id`"\n',
    )
    const seen = ["--", "sh", "-c", 'echo "$AWS_REGION $(printenv AWS_ACCESS_KEY_ID | cut -c1-4) $EXTRA"']
    expect((await run(build, home, ["exec", ...seen])).stdout).toBe("eu-west-1  $(id) `id`\n")
    const flags = await run(build, home, ["exec", "--as", "env", "--region", "us-west-2", ...seen])
    expect(flags.stdout).toBe("us-west-2 ASIA $(id) `id`\n")
    const inner = await run(build, home, [
      "exec",
      "--",
      "sh",
      "-c",
      'grep -o "process readonly.*" "$AWS_CONFIG_FILE" | head -1',
    ])
    expect(inner.stdout).toContain("--region=eu-west-1")
    const exported = await run(build, home, ["export", "--format", "sh"])
    expect(exported.stdout).toContain("EXTRA='$(id) `id`'")
    expect(exported.stdout).toContain("eu-west-1")
  })

  test("over the settings and under the variables", async () => {
    const home = await homeWith('profile = "bob"\nas = "env"\n[env]\nA = "folder"\nB = "folder"\n')
    writeSettings(home, 'as = "server"\n[[profile]]\nmatch = "bob"\nenv = { A = "settings", C = "settings" }\n')
    const seen = (env = {}) => run(build, home, ["exec", "--", "sh", "-c", "echo $A $B $C"], { env })
    expect((await seen()).stdout).toBe("folder folder settings\n")
    expect((await seen({ GUISE_ENV: "B=variable" })).stdout).toBe("folder variable settings\n")
    expect((await seen({ GUISE_AS: "server" })).stderr).toContain("an endpoint hands out only what ends")
  })

  test("confirm of the settings is asked for the folder's profile too", async () => {
    const home = await homeWith('profile = "bob"\n')
    writeSettings(home, '[[profile]]\nmatch = "bob"\nconfirm = true\n')
    expect((await run(build, home, keyId)).status).toBe(3)
  })

  test("what a folder adds is not kept for the profile's name, and a warm exec sees the folder come and go", async () => {
    const home = newHome()
    const seen = async (words: readonly string[] = []) =>
      (
        await run(build, home, ["exec", ...words, "--", "sh", "-c", "echo $GUISE_PROFILE $AWS_REGION $EXTRA"], {
          env: { AWS_PROFILE: "partner" },
        })
      ).stdout
    const before = await seen()
    expect(before).toStartWith("partner ")
    expect(await seen()).toBe(before)
    writeFileSync(fileIn(home.cwd), 'profile = "partner"\nregion = "eu-west-1"\nenv = { EXTRA = "1" }\n')
    expect(await seen()).toBe(before)
    await run(build, home, ["allow"])
    for (let times = 0; times < 2; times++) {
      expect(await seen()).toBe("partner eu-west-1 1\n")
      expect(await seen(["partner"])).toBe(before)
    }
    renameSync(fileIn(home.cwd), join(home.cwd, "guise"))
    expect(await seen()).toBe(before)
    expect(sandbox.calls("AssumeRole")).toHaveLength(1)
  })

  test("unknown, changed, denied: said once, said once, not said; and never used", async () => {
    const home = await homeWith('profile = "bob"\n', false)
    const env = { AWS_PROFILE: "alice" }
    const told = async (words = keyId) => {
      const ran = await run(build, home, words, { env })
      expect(ran).toMatchObject({ status: 0, stdout: `${keyOf.alice}\n` })
      return ran.stderr.split("\n").filter(line => line.includes("./.guise"))
    }
    expect(await told()).toEqual([
      "guise: ./.guise was never allowed and is passed over; to look at it and use it: guise allow",
    ])
    expect(await told(["exec", "-q", "--", "printenv", "AWS_ACCESS_KEY_ID"])).toEqual([])
    await run(build, home, ["allow"])
    writeFileSync(fileIn(home.cwd), 'profile = "bob" \n')
    expect(await told()).toEqual([
      "guise: ./.guise changed since it was allowed and is passed over; to look and allow it again: guise allow",
    ])
    await run(build, home, ["deny"])
    expect(await told()).toEqual([])
    writeFileSync(fileIn(home.cwd), 'profile = "bob"\n')
    expect(await told()).toEqual([])
  })

  test("a file that was allowed is not allowed elsewhere: moved, copied, or reached by another folder's link", async () => {
    const home = await homeWith('profile = "bob"\n')
    const copy = join(home.folder, "copy")
    renameSync(home.cwd, copy)
    const env = { AWS_PROFILE: "alice" }
    expect((await run(build, home, keyId, { env, cwd: copy })).stdout).toBe(`${keyOf.alice}\n`)
    symlinkSync(copy, home.cwd)
    expect((await run(build, home, keyId, { env, cwd: home.cwd })).stdout).toBe(`${keyOf.alice}\n`)
    await run(build, home, ["allow"], { cwd: copy })
    expect((await run(build, home, keyId, { env, cwd: home.cwd })).stdout).toBe(`${keyOf.bob}\n`)
  })

  test("somebody at the terminal is not asked who to be where the folder says it", async () => {
    const screen = await sitDown(build, await homeWith('profile = "bob"\n'))
    screen.type("$G exec -- printenv GUISE_PROFILE | sed s/^/worn=/\r")
    expect(await screen.see(/worn=\w+/)).toEndWith("worn=bob")
    screen.type("$G exec\r")
    await screen.see("bob (from ./.guise)")
    screen.type("printenv GUISE_PROFILE | sed s/^/inner=/\r")
    expect(await screen.see(/inner=\w+/)).toEndWith("inner=bob")
  })
})

test("login without a name is about the folder, and in the folder's own words", async () => {
  const home = await homeWith('profile = "admin"\n')
  const ran = await run(binary, home, ["login"], { env: { GUISE_MFA_CODE: code() } })
  expect(ran).toMatchObject({ status: 0, stdout: "" })
  expect(ran.stderr).toStartWith("guise: admin (from ./.guise)\nguise: signed in: ")
})

test("status says how the folder's file stands", async () => {
  const home = await homeWith('profile = "bob"\n', false)
  const said = async () => (await run(binary, home, ["status"])).stdout.split("\n")[1]
  const state = async () => json<{ folder?: object }>(await run(binary, home, ["status", "--json"])).folder
  expect(await said()).toBe("Folder: ./.guise, never allowed (guise allow shows it)")
  await run(binary, home, ["allow"])
  expect(await said()).toBe("Folder: ./.guise, allowed: bob where no profile is named")
  expect(await state()).toEqual({ file: fileIn(home.cwd), state: "allowed", profile: "bob" })
  writeFileSync(fileIn(home.cwd), "bob")
  expect(await said()).toBe("Folder: ./.guise, changed since it was allowed (guise allow shows it)")
  await run(binary, home, ["deny"])
  expect(await said()).toBe("Folder: ./.guise, denied")
  expect(await state()).toEqual({ file: fileIn(home.cwd), state: "denied" })
})

test("a profile that is not there is said with the file that names it", async () => {
  const home = await homeWith('profile = "amdin"\n')
  for (const words of [keyId, ["whoami"], ["explain"], ["login"], ["export"]]) {
    const ran = await run(binary, home, words)
    expect([ran.status, ran.stdout]).toEqual([4, ""])
    expect(ran.stderr).toMatch(/There is no profile "amdin" .* It is named in \.\/\.guise\.\nhint: /)
  }
})

test("the bytes that are held against what was allowed are the bytes that are parsed: the file is read once", async () => {
  const home = await homeWith('profile = "bob"\n', false)
  for (const words of [["allow"], keyId]) {
    const file = join(home.folder, "trace")
    const strace = ["strace", "-f", "-qq", "-e", "trace=open,openat,openat2", "-o", file, ...binary.argv, ...words]
    expect((await runCommand(strace, home)).status).toBe(0)
    const opened = readFileSync(file, "utf8")
      .split("\n")
      .filter(call => call.includes(`"${fileIn(home.cwd)}"`))
    expect(opened.filter(call => !call.includes("O_PATH"))).toHaveLength(1)
  }
})

test("a file that may not be read is told of, used by nobody, and an error to allow", async () => {
  const home = await homeWith('profile = "bob"\n', false)
  chmodSync(fileIn(home.cwd), 0)
  const files = { HOME: home.cwd, XDG_DATA_HOME: undefined, XDG_RUNTIME_DIR: undefined, XDG_CACHE_HOME: undefined }
  const env = {
    ...files,
    XDG_CONFIG_HOME: undefined,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  }
  for (let folder = home.cwd; folder.startsWith(home.folder); folder = dirname(folder)) chmodSync(folder, 0o755)
  chmodSync(dirname(home.folder), 0o755)
  const as = (words: readonly string[]) => runCommand([...asStranger, ...binary.argv, ...words], home, { env })
  const used = await as(["whoami"])
  expect([used.status, used.stderr.split("\n")[0]]).toEqual([
    2,
    "guise: ./.guise was never allowed and is passed over; to look at it and use it: guise allow",
  ])
  const allowed = await as(["allow"])
  expect([allowed.status, allowed.stderr]).toEqual([
    4,
    expect.stringContaining(".guise is there and cannot be read (EACCES)."),
  ])
})

test("in a folder that was removed under one's feet nobody looks for a file", async () => {
  // The binary's runtime ends itself there, before guise begins.
  const node = builds.filter(({ runtime }) => runtime === "node").map(wordOf)
  const home = newHome()
  const line = `mkdir gone && cd gone && rmdir ../gone && ${node} exec -- printenv AWS_ACCESS_KEY_ID`
  const ran = await runCommand(["sh", "-c", line], home, { env: { AWS_PROFILE: "alice" } })
  expect([ran.status, ran.stdout]).toEqual([0, `${keyOf.alice}\n`])
})

describe("guise allow and deny", () => {
  test("allow shows the content, what it does, and a profile that is not there, on stderr", async () => {
    const home = await homeWith(
      'profile = "nobody"\r\nregion = "eu-west-1"\r\nas = "process"\r\nauto = true\r\n# \u202e\u200b\tguise: allowed\r\n[env]\r\nA = "1"',
      false,
    )
    const ran = await run(binary, home, ["allow"])
    expect(ran).toMatchObject({ status: 0, stdout: "" })
    expect(ran.stderr).toBe(
      [
        "guise: ./.guise says:",
        '  | profile = "nobody"',
        '  | region = "eu-west-1"',
        '  | as = "process"',
        "  | auto = true",
        "  | # \\u{202e}\\u{200b}\tguise: allowed",
        "  | [env]",
        '  | A = "1"',
        "guise: allowed. Here and below, guise use, exec and export without a profile are nobody, in eu-west-1, by --as process, with A set. The shell hook wears it on entering and takes it off on leaving.",
        'guise: there is no profile "nobody" in the AWS files yet',
        "",
      ].join("\n"),
    )
  })

  test("--json has the content too, and nothing on stderr", async () => {
    const home = await homeWith('profile = "bob"\n', false)
    const ran = await run(binary, home, ["allow", "--json"])
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    const file = fileIn(home.cwd)
    const content = 'profile = "bob"\n'
    expect(json<object>(ran)).toEqual({ file, state: "allowed", content, profile: "bob", auto: false, env: {} })
    expect(json<object>(await run(binary, home, ["allow", "--list", "--json"]))).toEqual([
      { file, state: "allowed", profile: "bob" },
    ])
    expect(json<object>(await run(binary, home, ["deny", "--json"]))).toEqual({ file, state: "denied" })
    expect(json<object>(await run(binary, home, ["allow", "--list", "--json"]))).toEqual([])
    expect(json<object>(await run(binary, home, ["deny", "--list", "--json"]))).toEqual([{ file, state: "denied" }])
  })

  test("a path: a folder, a file, and from below the nearest one", async () => {
    const home = await homeWith('profile = "bob"\n', false)
    mkdirSync(join(home.cwd, "sub"))
    const state = async () =>
      json<readonly { state: string }[]>(await run(binary, home, ["allow", "--list", "--json"])).map(row => row.state)
    for (const [words, cwd] of [
      [["work"], home.folder],
      [["work/.guise"], home.folder],
      [["./sub/../.guise"], home.cwd],
      [["."], home.cwd],
      [[], join(home.cwd, "sub")],
    ] as const) {
      expect((await run(binary, home, ["allow", ...words], { cwd })).status).toBe(0)
      expect(await state()).toEqual(["allowed"])
      expect((await run(binary, home, ["deny", ...words], { cwd })).status).toBe(0)
      expect(await state()).toEqual([])
    }
  })

  test("--list tells what changed and what is gone; deny forgets what is gone", async () => {
    const home = await homeWith('profile = "bob"\n')
    const list = async () => (await run(binary, home, ["allow", "--list"])).stdout
    expect(await list()).toBe(`STATE    PROFILE  FILE\nallowed  bob      ${fileIn(home.cwd)}\n`)
    writeFileSync(fileIn(home.cwd), "else")
    expect(await list()).toContain("changed  ")
    renameSync(fileIn(home.cwd), join(home.cwd, "x"))
    expect(await list()).toContain("gone   ")
    expect((await run(binary, home, ["deny"])).stderr).toContain("is gone, and what was said of it is forgotten")
    expect(await run(binary, home, ["allow", "--list"])).toMatchObject({
      stdout: "",
      stderr: "guise: nothing is allowed\n",
    })
  })

  test.each<[sentence: string, words: readonly string[], status: number, says: string, hint: string]>([
    [
      "nothing here",
      ["allow"],
      4,
      "There is no .guise file in",
      "echo 'profile = \"prod-admin\"' > .guise && guise allow",
    ],
    [
      "nothing there",
      ["allow", "/nowhere/at/all"],
      4,
      "There is no .guise file in /nowhere/at/all.",
      "> /nowhere/at/all/.guise && guise allow /nowhere/at/all",
    ],
    ["nothing to deny", ["deny"], 4, "There is no .guise file in", "> .guise"],
    ["another file", ["allow", "/etc/passwd"], 2, "neither a folder nor a file called .guise", "guise allow FOLDER"],
    ["a list and a path", ["allow", "--list", "."], 2, "--list shows every file", "leave one of them out"],
  ])("%s", async (_sentence, words, status, says, hint) => {
    const ran = await run(binary, newHome(), words)
    expect([ran.status, ran.stdout]).toEqual([status, ""])
    expect(ran.stderr.split("\n")[0]).toContain(says)
    expect(ran.stderr.split("\n")[1]).toContain(hint)
  })

  test.each<[sentence: string, text: string, says: string]>([
    ["no TOML", "bob\n", ".guise:1: this is no TOML"],
    ["a key too many", 'profile = "p"\ncommand = "id"\n', '.guise:2: "command" means nothing here.'],
    [
      "a variable that decides what runs",
      'profile = "p"\n[env]\nLD_PRELOAD = "./x"\n',
      '.guise:3: env may not set "LD_PRELOAD"',
    ],
    ["too large", `profile = "p"\n${"# x\n".repeat(20_000)}`, ".guise is larger than 64 KiB"],
    ["no text", "\xff\x00".repeat(100), ".guise:1: this is no TOML"],
  ])("what is malformed is not allowed, and not remembered: %s", async (_sentence, text, says) => {
    const home = await homeWith(text, false)
    const ran = await run(binary, home, ["allow"])
    expect([ran.status, ran.stdout]).toEqual([4, ""])
    expect(ran.stderr).toContain(says)
    expect(existsSync(join(home.folder, "xdg/data"))).toBe(false)
  })

  test("folders and profiles with hostile names are shown for what they are, and run nothing", async () => {
    for (const name of [
      "a\nguise: allowed",
      "$(touch trace)",
      "`touch trace`",
      "'; touch trace; '",
      "\x1b[2J",
      "-rf",
    ]) {
      const home = newHome()
      const folder = join(home.cwd, name)
      mkdirSync(folder)
      writeFileSync(fileIn(folder), 'profile = "$(touch trace)`touch trace`"\n')
      const options = { cwd: folder }
      const [passed, bad] = [
        await run(binary, home, keyId, options),
        await run(binary, home, ["allow", "x\ny"], options),
      ]
      const allowed = await run(binary, home, ["allow"], options)
      const used = await run(binary, home, keyId, options)
      const listed = await run(binary, home, ["allow", "--list"], options)
      expect([passed.status, bad.status, allowed.status, used.status, listed.status]).toEqual([4, 4, 0, 4, 0])
      writeFileSync(fileIn(folder), "bob")
      const malformed = await run(binary, home, ["allow"], options)
      expect(malformed.status).toBe(4)
      for (const { stdout, stderr } of [passed, bad, allowed, used, listed, malformed]) {
        expect(`${stdout}${stderr}`).not.toContain("\x1b")
        expect(`${stdout}${stderr}`).not.toMatch(/^guise: allowed(?!\.)/m)
      }
      expect(readdirSync(folder)).toEqual([".guise"])
      expect(readdirSync(home.cwd)).toEqual([name])
    }
  })

  test("a pipe, a folder, a device and a link to itself hold nobody up and count for nothing", async () => {
    const home = newHome()
    addToConfig(home, "[default]\naws_access_key_id = AKIA111111111EXAMPLE\naws_secret_access_key = abc")
    for (const make of [["mkfifo"], ["mkdir"], ["ln", "-s", "/dev/zero"], ["ln", "-s", ".guise"]]) {
      const folder = join(home.cwd, make.at(-1)?.replaceAll("/", "") ?? "")
      mkdirSync(folder)
      expect(Bun.spawnSync([...make, ".guise"], { cwd: folder }).exitCode).toBe(0)
      const ran = await run(binary, home, keyId, { cwd: folder })
      expect([ran.stdout, ran.stderr.includes(".guise")]).toEqual(["AKIA111111111EXAMPLE\n", false])
      expect((await run(binary, home, ["allow"], { cwd: folder })).status).toBe(4)
    }
  })
})
