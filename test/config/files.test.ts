import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { changeSection, filesAtRest } from "../../src/config/edit.ts"
import { awsPaths, readAwsFile } from "../../src/config/files.ts"
import { loadProfiles } from "../../src/config/profiles.ts"
import { isGuiseError } from "../../src/errors.ts"
import type { Env } from "../../src/types.ts"
import { withHome } from "./files-on-disk.ts"

describe("the AWS files are", () => {
  const rows: readonly (readonly [sentence: string, env: Env, config: string, credentials: string])[] = [
    ["in ~/.aws", { HOME: "/home/alice" }, "/home/alice/.aws/config", "/home/alice/.aws/credentials"],
    [
      "where the variables say",
      { HOME: "/home/alice", AWS_CONFIG_FILE: "/c", AWS_SHARED_CREDENTIALS_FILE: "rel/s" },
      "/c",
      "rel/s",
    ],
    [
      "under the home folder for ~/",
      { HOME: "/home/alice", AWS_CONFIG_FILE: "~/c", AWS_SHARED_CREDENTIALS_FILE: "~bob/s" },
      "/home/alice/c",
      "~bob/s",
    ],
    [
      "where a variable in theirs says, as in the AWS CLI",
      {
        HOME: "/home/alice",
        AWS_CONFIG_FILE: "$HOME/c",
        AWS_SHARED_CREDENTIALS_FILE: `/x/\${TEAM}/$NONE/$constructor`,
        TEAM: "ops",
      },
      "/home/alice/c",
      "/x/ops/$NONE/$constructor",
    ],
    [
      "not under a variable in what an outer guise says, which is a path",
      { HOME: "/home/alice", GUISE_AWS_CONFIG_FILE: "/$HOME/c", GUISE_AWS_SHARED_CREDENTIALS_FILE: "/c" },
      "/$HOME/c",
      "/c",
    ],
    [
      "in ~/.aws for empty variables",
      { HOME: "/home/alice", AWS_CONFIG_FILE: "", AWS_SHARED_CREDENTIALS_FILE: "", GUISE_AWS_CONFIG_FILE: "" },
      "/home/alice/.aws/config",
      "/home/alice/.aws/credentials",
    ],
    [
      "where an outer guise says, before all",
      {
        HOME: "/home/alice",
        AWS_CONFIG_FILE: "/made/for/child",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        GUISE_AWS_CONFIG_FILE: "~/real",
        GUISE_AWS_SHARED_CREDENTIALS_FILE: "/real/credentials",
      },
      "/home/alice/real",
      "/real/credentials",
    ],
  ]
  for (const [sentence, env, config, credentials] of rows) {
    test(sentence, () => expect(awsPaths(env)).toEqual({ config, credentials }))
  }
  test("in the home folder the system knows, without HOME", () => {
    expect(awsPaths({}).config).toMatch(/^[^~].*\.aws.config$/)
  })
})

describe("reading", () => {
  const section = "[default]\naws_access_key_id = AK\naws_secret_access_key = S\n"
  const keyOf = (env: Env) => loadProfiles(env).keysOf("default")?.accessKeyId

  test("takes missing files, in missing folders, for empty ones", () => {
    withHome({}, home => expect(loadProfiles({ HOME: home }).names()).toEqual([]))
  })
  test("takes /dev/null for an empty file", () => {
    withHome({ credentials: section }, home => {
      expect(keyOf({ HOME: home })).toBe("AK")
      expect(keyOf({ HOME: home, AWS_SHARED_CREDENTIALS_FILE: "/dev/null" })).toBeUndefined()
    })
  })
  test("takes a path through a file for a missing one", () => {
    withHome({ credentials: section }, home => {
      expect(keyOf({ HOME: home, AWS_CONFIG_FILE: `${home}/.aws/credentials/x` })).toBe("AK")
    })
  })
  test("takes a folder for a missing file, with a warning", () => {
    withHome({ credentials: section }, home => {
      const files = loadProfiles({ HOME: home, AWS_CONFIG_FILE: home })
      expect(files.keysOf("default")?.accessKeyId).toBe("AK")
      expect(files.warnings.map(({ text }) => text)).toEqual(["is a folder, and counts as an empty file"])
    })
  })
  test("follows links", () => {
    withHome({ credentials: section }, home => {
      symlinkSync(`${home}/.aws/credentials`, `${home}/link`)
      expect(keyOf({ HOME: home, AWS_SHARED_CREDENTIALS_FILE: `${home}/link` })).toBe("AK")
    })
  })
  test("gives the bytes as they are, and what tells this file from any other", () => {
    withHome({ config: new Uint8Array([0x23, 0xff, 0x00, 0xc3, 0x0a]) }, home => {
      const file = readAwsFile(`${home}/.aws/config`)
      if (file === undefined || file === "folder") throw new Error("not read")
      expect(file.text).toBe("#\u00ff\u0000\u00c3\n")
      const before = file.identity()
      writeFileSync(`${home}/.aws/config`, "#ABCD\n")
      const after = readAwsFile(`${home}/.aws/config`)
      expect(before).toMatch(/^\d+ 5( \d+){4}$/)
      expect(after === "folder" ? after : after?.identity()).not.toBe(before)
    })
  })
  test("tells nothing of what is no regular file, for it may be another at the next look", () => {
    const file = readAwsFile("/dev/null")
    if (file === undefined || file === "folder") throw new Error("not read")
    expect([file.text, file.identity()]).toEqual(["", undefined])
  })
  test("refuses what is there and cannot be read", () => {
    withHome({}, home => {
      mkdirSync(`${home}/.aws`)
      symlinkSync("config", `${home}/.aws/config`)
      expect(codeOf(home)).toBe("file-unreadable")
    })
  })
  test("names in what is to be typed then are words, whatever a shell would make of them", () => {
    withHome({}, home => {
      const path = `${home}/$(id)`
      symlinkSync("$(id)", path)
      expect(() => readAwsFile(path)).toThrow(expect.objectContaining({ hint: `ls -ld '${path}'` }))
    })
  })

  function codeOf(home: string): string {
    try {
      loadProfiles({ HOME: home })
      return "read"
    } catch (error) {
      return isGuiseError(error) ? `${error.code}` : String(error)
    }
  }
})

describe("editing", () => {
  let home = ""
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "guise-editing-"))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  test("refuses a pipe, without taking anything out of it, and leaves it", async () => {
    const pipe = join(home, "pipe")
    expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0)
    // Whoever reads the pipe finds it empty, and need not wait.
    const writer = Bun.spawn(["sh", "-c", 'while :; do : >"$0"; done', pipe])
    try {
      await filesAtRest([pipe])
      await expect(
        changeSection(pipe, "config", "x", { set: { region: "eu-west-1" } }, { HOME: home }),
      ).rejects.toMatchObject({
        code: "file-unreadable",
        message: `${pipe} could not be written (EFTYPE: it is no regular file); it is as it was.`,
      })
      expect(statSync(pipe).isFIFO()).toBe(true)
    } finally {
      writer.kill("SIGKILL")
    }
  })

  test("finds nothing in /dev/null that could be taken out", async () => {
    const change = { unset: ["aws_access_key_id"] }
    expect(await changeSection("/dev/null", "config", "x", change, { HOME: home })).toBe(false)
  })
})
