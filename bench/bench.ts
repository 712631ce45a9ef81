/**
 * `npm run bench`: what guise costs, side by side with an empty program of the same build and with whatever else on
 * PATH does the same job. Ratios are the figures to read; milliseconds belong to the machine. bench/README.md says more.
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { spawnSync } from "bun"
import { awsV2, leadTo } from "../test/interop/aws-v2.ts"
import { type Contender, medians, timeOf } from "./measure.ts"
import { openStage, programs, type Stage } from "./stage.ts"

const built = spawnSync(["bun", "tools/build.ts"], { stdio: ["ignore", "inherit", "inherit"] })
if (built.exitCode !== 0) process.exit(built.exitCode)

const device = "arn:aws:iam::111122223333:mfa/alice"
const stage = await openStage()
try {
  await warm(stage)
  await identityCenter(stage)
  await manyProfiles(stage)
  await completion(stage)
  await cold(stage)
  await atOnce(stage)
  await prompts(stage)
} finally {
  await stage.close()
}

/** Nothing to be asked of AWS: what SDKs pay at every call, and a person at every command. */
async function warm({ sandbox, newHome }: Stage): Promise<void> {
  const { env } = newHome()
  await timeOf({
    name: "priming",
    command: [...programs.guise, "process", "deploy", "--mfa-code", sandbox.codeFor(device) ?? ""],
    env,
  })
  const contenders: readonly Contender[] = [
    { name: "an empty program", command: programs.empty, env },
    { name: "guise process (target 1.6, then 1.3)", command: [...programs.guise, "process", "deploy"], env },
    { name: "guise exec -- true (target 1.7)", command: [...programs.guise, "exec", "deploy", "--", "true"], env },
  ]
  for (const contender of contenders) await timeOf(contender)
  table("Warm: a role that is cached", contenders, await medians(contenders))
  // Apart: what takes a hundred times as long leaves the processor's caches to whoever comes next.
  const others: readonly Contender[] = [
    { name: "guise process", command: [...programs.guise, "process", "deploy"], env },
    { name: "guise process, in Node", command: [...programs.bundle, "process", "deploy"], env },
    ...peers(env),
  ]
  for (const contender of others) await timeOf(contender)
  table("Warm: the same job by others", others, await medians(others))
}

/** Whatever else is installed, doing the same: keys of a profile, printed. */
function peers(env: Readonly<Record<string, string>>): readonly Contender[] {
  const known = [
    ["aws", ["configure", "export-credentials", "--profile", "alice"]],
    // Version 1 has no such command: this is what its start alone costs.
    ["aws", ["configure", "get", "aws_access_key_id", "--profile", "alice"]],
    ["aws-vault", ["export", "--format=json", "alice"]],
    ["granted", ["credential-process", "--profile", "alice"]],
  ] as const
  return known.flatMap(([tool, words]) => {
    const works =
      Bun.which(tool) !== null &&
      spawnSync([tool, ...words], { env, stdio: ["ignore", "ignore", "ignore"] }).exitCode === 0
    if (!works) console.log(`(${tool} ${words[1]}: not on PATH, or it cannot do the job here)`)
    return works ? [{ name: `${tool} ${words[0]} ${words[1]}`, command: [tool, ...words], env }] : []
  })
}

/** A role of Identity Center that both have kept, after one sign-in for both: AWS CLI 2 prints the same document. */
async function identityCenter({ sandbox, newHome }: Stage): Promise<void> {
  const home = newHome().env
  const profile = ["--profile", "sso-admin"]
  try {
    const aws = awsV2()
    const BROWSER = `${programs.guise.join(" ")} sandbox --browse %s &`
    const env = { ...home, ...leadTo(sandbox.url, join(home.HOME ?? "", "models")), BROWSER }
    await timeOf({ name: "aws sso login", command: [aws, "sso", "login", ...profile], env })
    const contenders: readonly Contender[] = [
      { name: "an empty program", command: programs.empty, env },
      { name: "guise process", command: [...programs.guise, "process", ...profile], env },
      { name: "aws configure export-credentials", command: [aws, "configure", "export-credentials", ...profile], env },
    ]
    for (const contender of contenders) await timeOf(contender)
    table("Warm: a role of Identity Center that is cached", contenders, await medians(contenders))
  } catch (error) {
    console.log(`\n(Identity Center beside AWS CLI 2: ${(error as Error).message})`)
  }
}

async function manyProfiles({ newHome }: Stage): Promise<void> {
  const sizes = [10, 10_000].map(count => ({ count, env: newHome(count).env }))
  const jobs: readonly (readonly [title: string, words: readonly string[]])[] = [
    ["process (target 1.5)", ["process", "readonly"]],
    ["a plan, through the index", ["process", "readonly", "--min-ttl", "16m"]],
    ["list, which reads every one", ["list"]],
  ]
  for (const [title, words] of jobs) {
    const contenders = sizes.map(({ count, env }) => ({
      name: `guise ${words.join(" ")} among ${count}`,
      command: [...programs.guise, ...words],
      env,
    }))
    // Twice: the first makes the index, the second takes the way that it showed.
    for (const contender of [...contenders, ...contenders]) await timeOf(contender)
    table(`Ten thousand profiles over ten: ${title}`, contenders, await medians(contenders))
  }
}

/** What a press of Tab costs among ten thousand profiles, beyond the shell's own part. */
async function completion({ newHome }: Stage): Promise<void> {
  const { env } = newHome(10_000)
  const jobs: readonly (readonly [name: string, ...words: string[]])[] = [
    ["one name (target 2)", "fish", "--", "exec", "many-4242"],
    ["all names (target 2)", "fish", "--", "exec", ""],
    ["all names, for bash (target 2)", "bash", "--", "5.2.15", "11", "guise exec ", ""],
    ["flags of a command", "fish", "--", "exec", "--"],
  ]
  const contenders: readonly Contender[] = [
    { name: "an empty program", command: programs.empty, env },
    ...jobs.map(([name, ...words]) => ({ name, command: [...programs.guise, "complete", ...words], env })),
  ]
  // The first makes the file of names.
  for (const contender of contenders) await timeOf(contender)
  table("Completion among ten thousand profiles", contenders, await medians(contenders))
}

/** One AssumeRole behind 50 ms of network: start-up, the round trip, and 30 ms at most for the rest. */
async function cold({ sandbox, newHome }: Stage): Promise<void> {
  const { env } = newHome()
  const latency = 50
  sandbox.faults.add({ kind: "latency", ms: latency })
  const contenders: readonly Contender[] = [
    { name: "an empty program", command: programs.empty, env },
    {
      name: "guise process, nothing cached",
      command: [...programs.guise, "process", "readonly"],
      env,
      before: () => rmSync(`${env.XDG_CACHE_HOME}/guise/entries`, { recursive: true, force: true }),
    },
  ]
  const times = await medians(contenders, 20)
  sandbox.faults.clear()
  table(`Cold: one AssumeRole, ${latency} ms away`, contenders, times)
  const [empty = 0, whole = 0] = times
  console.log(`  beyond start-up and round trip: ${(whole - empty - latency).toFixed(1)} ms (target 30)`)
}

/** Fifty that want the same at once: one call, and everybody is served. */
async function atOnce({ sandbox, newHome }: Stage): Promise<void> {
  const { env } = newHome()
  sandbox.clearCalls()
  const start = performance.now()
  const fifty = Array.from({ length: 50 }, () =>
    Bun.spawn([...programs.guise, "process", "readonly"], { env, stdin: "ignore", stdout: "ignore", stderr: "ignore" }),
  )
  const ended = await Promise.all(fifty.map(child => child.exited))
  const time = performance.now() - start
  console.log(
    `\nFifty cold guise process at once: ${time.toFixed(0)} ms, ${sandbox.calls("AssumeRole").length} call to AWS, ${ended.filter(status => status === 0).length} served`,
  )
}

/** A thousand prompts of a shell that wears a role: what the hook adds to each. */
async function prompts({ newHome }: Stage): Promise<void> {
  const { env } = newHome()
  const posix = (shell: string) => ({
    load: `guise() { '${programs.guise.join("' '")}' "$@"; }; eval "$(guise hook ${shell})"; guise use readonly --quiet`,
    loop: 'i=0; while [ "$i" -lt 1000 ]; do __guise_prompt; i=$((i + 1)); done',
  })
  const shells = [
    { shell: ["bash", "--norc", "-c"], ...posix("bash") },
    { shell: ["zsh", "-f", "-c"], ...posix("zsh") },
    {
      shell: ["fish", "--no-config", "-c"],
      load: `${programs.guise.join(" ")} hook fish | source; guise use readonly --quiet`,
      loop: "for i in (seq 1000); __guise_prompt; end",
    },
  ]
  for (const { shell, load, loop } of shells) {
    const contenders = [
      { name: `${shell[0]}: hook and use`, command: [...shell, load], env },
      { name: "and a thousand prompts", command: [...shell, `${load}; ${loop}`], env },
    ]
    const times = await medians(contenders, 10)
    table(`Prompts in ${shell[0]}`, contenders, times)
    const [without = 0, whole = 0] = times
    console.log(`  a thousand prompts: ${(whole - without).toFixed(0)} ms (target 300)`)
  }
}

function table(title: string, contenders: readonly Contender[], times: readonly number[]): void {
  console.log(`\n${title}`)
  const [base = Number.NaN] = times
  contenders.forEach(({ name }, index) => {
    const time = times[index] ?? Number.NaN
    console.log(`  ${name.padEnd(40)} ${time.toFixed(1).padStart(8)} ms  ${(time / base).toFixed(2).padStart(6)}`)
  })
}
