/**
 * `bun bench/serve.ts [--seconds 10] [--minutes 10]`: what `guise serve` stands. Requests a second and the slowest
 * hundredth at 64 connections, memory (before, under the load, eight seconds after it), with one profile and with a thousand, beside aws-vault's server when that is on
 * PATH; then a load during which credentials are renewed all the time, and what was lost of it.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { parseArgs } from "node:util"
import { pathOf } from "../src/emit/ecs.ts"
import { load, type Outcome, type Target } from "./load.ts"
import { openStage, programs, type Stage } from "./stage.ts"

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "10" }, minutes: { type: "string", default: "10" } },
})
const connections = 64
const many = 1000
/** Milliseconds after a load in which a server gives memory back. */
const settling = 8_000

const stage = await openStage()
try {
  console.log(`${connections} connections, ${values.seconds} s each`)
  console.log("server                        requests/s    p99 ms     MB of its own   lost")
  await measured("guise serve, 1 profile", await guiseServing(stage, 1, []))
  await measured(`guise serve, ${many} profiles`, await guiseServing(stage, many, []))
  if (Bun.which("aws-vault") === null) console.log("(aws-vault: not on PATH)")
  else await measured("aws-vault --ecs-server", await vaultServing(stage))
  await renewing(stage)
} finally {
  await stage.close()
}

interface Serving {
  readonly targets: readonly Target[]
  readonly pid: number
  stop(): Promise<unknown>
}

async function measured(name: string, { targets, pid, stop }: Serving): Promise<void> {
  const before = megabytesOf(pid)
  const outcome = await load(targets, connections, Number(values.seconds))
  const busy = megabytesOf(pid)
  await Bun.sleep(settling)
  console.log(row(name, outcome, [before, busy, megabytesOf(pid)]))
  await stop()
}

function row(name: string, { perSecond, p99, lost }: Outcome, megabytes: readonly number[]): string {
  const memory = megabytes.map(each => each.toFixed(0)).join(" / ")
  const figures = [perSecond.toFixed(0).padStart(12), p99.toFixed(2).padStart(10), memory.padStart(18)]
  return `${name.padEnd(28)}${figures.join("")}${String(lost).padStart(7)}`
}

/** Roles of 15 minutes of which at least 14 minutes and 50 seconds are to be left: new ones every ten seconds. */
async function renewing(stage: Stage): Promise<void> {
  const serving = await guiseServing(stage, 20, ["--duration", "15m", "--min-ttl", "890"])
  stage.sandbox.clearCalls()
  const before = megabytesOf(serving.pid)
  const outcome = await load(serving.targets, connections, Number(values.minutes) * 60)
  const renewals = stage.sandbox.calls("AssumeRole").length
  console.log(
    `\n${values.minutes} min with 20 profiles that are renewed every 10 s: ${outcome.answered} answered, ${outcome.lost} lost, ${renewals} renewals, p99 ${outcome.p99.toFixed(2)} ms, ${before.toFixed(0)} MB before and ${megabytesOf(serving.pid).toFixed(0)} MB after`,
  )
  await serving.stop()
}

/** Roles of one user, each with a session name of its own, so that each has credentials of its own. */
async function guiseServing({ newHome }: Stage, profiles: number, flags: readonly string[]): Promise<Serving> {
  const { env } = newHome()
  const names = Array.from({ length: profiles }, (_none, at) => `load-${at}`)
  const text = names.map(
    name =>
      `\n[profile ${name}]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly\nrole_session_name = ${name}\nregion = eu-west-1\nservices = sandbox\n`,
  )
  writeFileSync(env.AWS_CONFIG_FILE ?? "", text.join(""), { flag: "a" })
  const runtime = join(env.HOME ?? "", "run")
  mkdirSync(runtime, { mode: 0o700 })
  const child = Bun.spawn([...programs.guise, "serve", ...names, ...flags], {
    env: { ...env, XDG_RUNTIME_DIR: runtime },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  })
  await said(child.stderr, / at http:/)
  const folder = join(runtime, "guise/commands")
  const [own = ""] = readdirSync(folder)
  const note = JSON.parse(readFileSync(join(folder, own, "serve.json"), "utf8"))
  const port = Number(note.url.split(":").at(-1))
  const targets = names.map(name => ({
    port,
    path: pathOf(name),
    token: readFileSync(note.profiles[name].tokenFile, "utf8"),
  }))
  return { targets, pid: child.pid, stop: () => stopped(child) }
}

/** A profile whose credentials a process prints: it speaks to no sandbox, and hands these out as it would a role's. */
async function vaultServing({ newHome }: Stage): Promise<Serving> {
  const { env: home } = newHome()
  const folder = home.HOME ?? ""
  const document = {
    Version: 1,
    AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
    SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    SessionToken: "x".repeat(300),
    Expiration: "2099-01-01T00:00:00Z",
  }
  writeFileSync(join(folder, "document.json"), JSON.stringify(document))
  const line = `credential_process = cat ${folder}/document.json`
  writeFileSync(home.AWS_CONFIG_FILE ?? "", `\n[profile vaulted]\nregion = eu-west-1\n${line}\n`, { flag: "a" })
  // Its server refuses to start where questions would be asked at the terminal, whether there is one to ask or not; and
  // it takes another way to ask only where that is installed.
  const bin = join(folder, "bin")
  mkdirSync(bin)
  writeFileSync(join(bin, "ykman"), "#!/bin/sh\nexit 1\n", { mode: 0o755 })
  const env = { ...home, PATH: `${bin}:${home.PATH}`, AWS_VAULT_BACKEND: "file", AWS_VAULT_FILE_PASSPHRASE: "bench" }
  const show = 'echo "$AWS_CONTAINER_CREDENTIALS_FULL_URI $AWS_CONTAINER_AUTHORIZATION_TOKEN"; read _'
  const words = ["exec", "--ecs-server", "--prompt=ykman", "vaulted", "--", "sh", "-c", show]
  const child = Bun.spawn(["aws-vault", ...words], { env, stdin: "pipe", stdout: "pipe", stderr: "ignore" })
  const [url = "", token = ""] = (await said(child.stdout, /http:/)).split(" ")
  const { port, pathname } = new URL(url)
  return { targets: [{ port: Number(port), path: pathname, token }], pid: child.pid, stop: () => stopped(child) }
}

async function said(stream: ReadableStream<Uint8Array<ArrayBuffer>>, wanted: RegExp): Promise<string> {
  const { Readable } = await import("node:stream")
  for await (const line of createInterface({ input: Readable.from(stream) })) if (wanted.test(line)) return line
  throw new Error("the server ended before it served")
}

function stopped(child: { kill(): void; readonly exited: Promise<number> }): Promise<number> {
  child.kill()
  return child.exited
}

/** Without the pages of the program's file, which the system shares among processes and takes back when it likes. */
function megabytesOf(pid: number): number {
  const kilobytes = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
  return Number(kilobytes) / 1024
}
