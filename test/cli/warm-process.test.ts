import { expect, test } from "bun:test"
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { fileIn } from "../../src/config/folder-path.ts"
import { binary, run, runCommand, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()

/** The system calls of one warm `guise process NAME`, with those of its threads. */
async function traced(profile: string): Promise<{ calls: readonly string[]; home: ReturnType<typeof newHome> }> {
  const home = newHome()
  const first = await run(binary, home, ["process", profile, "--mfa-code", code()])
  expect(first).toMatchObject({ status: 0, stderr: "" })
  const file = `${home.folder}/trace`
  const words = ["strace", "-f", "-qq", "-s", "4096", "-o", file, ...binary.argv, "process", profile]
  const before = sandbox.calls().length
  expect(await runCommand(words, home)).toMatchObject({ status: 0, stdout: first.stdout, stderr: "" })
  expect(sandbox.calls()).toHaveLength(before)
  return { calls: readFileSync(file, "utf8").split("\n"), home }
}

test.each(["alice", "readonly", "admin", "chained", "partner"])(
  "a warm `process %s` calls nobody, starts nothing, lists no folder, opens each file once",
  async profile => {
    const { calls, home } = await traced(profile)
    const named = (names: string) => calls.filter(call => new RegExp(`^\\d+ +(${names})\\(`).test(call))
    expect(named("execve|execveat")).toHaveLength(1)
    expect(named("socket|connect|socketpair|sendto|bind")).toEqual([])
    const started = named("fork|vfork|clone|clone3")
    // What is cached is opened without so much as a thread. A key pair that stands in a file is not.
    expect(started.filter(call => profile !== "alice" || !call.includes("CLONE_THREAD"))).toEqual([])
    expect(named("getdents|getdents64")).toEqual([])
    const opened = named("open|openat|openat2")
    for (const path of [home.config, home.credentials]) {
      expect(opened.filter(call => call.includes(`"${path}"`))).toHaveLength(1)
    }
    const inHome = opened.filter(call => call.includes(home.folder)).map(call => /"([^"]*)"/.exec(call)?.[1] ?? "")
    const settings = `${home.env.XDG_CONFIG_HOME}/guise/config.toml`
    const index = `${home.env.XDG_DATA_HOME}/guise/stores.json`
    const allowed = [home.config, home.credentials, settings, index, `${home.cache}/seal.key`]
    const sealed = new RegExp(`^(${home.cache}/(entries|ways)/|${home.env.XDG_RUNTIME_DIR}/guise/seal-)`)
    expect(inHome.filter(path => !allowed.includes(path) && !sealed.test(path))).toEqual([])
    expect(new Set(inHome).size).toBe(inHome.length)
    expect(calls.filter(call => call.includes(home.cwd) && !/(getcwd|execve)\(/.test(call))).toEqual([])
    expect(opened.filter(call => /O_(WRONLY|RDWR|CREAT)/.test(call) && !/"\/dev\//.test(call))).toEqual([])
  },
)

test("a warm `process` asks no store, wherever the keys and the cache's key lie", async () => {
  const home = newHome()
  const runtime = mkdtempSync("/dev/shm/guise-warm-")
  const env = { GUISE_PASSPHRASE: "correct horse battery staple", XDG_RUNTIME_DIR: runtime, GUISE_STORE: "file" }
  try {
    expect((await run(binary, home, ["keys", "move", "alice", "--to", "file"], { env })).status).toBe(0)
    const first = await run(binary, home, ["process", "readonly"], { env })
    expect(first).toMatchObject({ status: 0, stderr: "" })
    expect(existsSync(`${home.cache}/seal.key`)).toBe(false)
    const file = `${home.folder}/trace`
    const words = ["strace", "-f", "-qq", "-e", "trace=open,openat,openat2", "-o", file, ...binary.argv]
    expect(await runCommand([...words, "process", "readonly"], home, { env })).toEqual(first)
    const opened = readFileSync(file, "utf8")
    expect(opened).toContain(`${runtime}/guise/seal-`)
    expect(opened).not.toContain("file-store")
    expect(opened).not.toContain("identity")
  } finally {
    rmSync(runtime, { recursive: true, force: true })
  }
})

test("a warm `exec` looks for a folder's file where no profile is named, once a folder, and never where one is", async () => {
  const home = newHome()
  const env = { AWS_PROFILE: "readonly" }
  const looked = async (words: readonly string[]) => {
    expect((await run(binary, home, ["exec", ...words], { env })).status).toBe(0)
    const file = `${home.folder}/trace`
    const strace = ["strace", "-f", "-qq", "-e", "trace=%file", "-o", file, ...binary.argv, "exec", ...words]
    expect((await runCommand(strace, home, { env })).status).toBe(0)
    const paths = readFileSync(file, "utf8").match(/"[^"]*\/\.guise"/g) ?? []
    return paths.map(path => JSON.parse(path) as string)
  }
  expect(await looked(["readonly", "--", "true"])).toEqual([])
  const paths = await looked(["--", "true"])
  expect([paths[0], paths[1], paths.at(-1)]).toEqual([fileIn(home.cwd), fileIn(home.folder), "/.guise"])
  expect(new Set(paths).size).toBe(paths.length)
})

test("a warm run starts no compiler, and whatever takes longer has one", async () => {
  const home = newHome()
  const isCompiled = async (words: readonly string[]) => {
    const file = `${home.folder}/trace`
    const strace = ["strace", "-f", "-qq", "-e", "trace=prctl", "-o", file, ...binary.argv, ...words]
    expect((await runCommand(strace, home)).status).toBe(0)
    return readFileSync(file, "utf8").includes('"JITWorker"')
  }
  await run(binary, home, ["process", "readonly"])
  expect(await isCompiled(["process", "readonly"])).toBe(false)
  expect(await isCompiled(["exec", "readonly", "--", "true"])).toBe(false)
  const roles = Array.from(
    { length: 3000 },
    (_none, n) => `[profile many-${n}]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = alice\n`,
  )
  appendFileSync(home.config, roles.join(""))
  expect(await isCompiled(["list"])).toBe(true)
})
