import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { writeAwsFiles } from "../src/sandbox/aws-files.ts"
import { type Sandbox, startSandbox } from "../src/sandbox/sandbox.ts"

/** The built programs that are measured. */
export const programs = {
  empty: [resolve("dist/empty")],
  guise: [resolve("dist/guise")],
  bundle: [resolve("node_modules/.bin/node"), resolve("dist/guise.mjs")],
} as const

/** A home folder with AWS files for a sandbox, and nothing else of the user's. */
export interface Home {
  readonly env: Readonly<Record<string, string>>
}

export interface Stage {
  readonly sandbox: Sandbox
  /** A home whose config file has `profiles` roles more than the sandbox's own. */
  newHome(profiles?: number): Home
  close(): Promise<void>
}

/** Starts a sandbox, and makes homes in it until it is closed. */
export async function openStage(): Promise<Stage> {
  const sandbox = await startSandbox()
  const folder = mkdtempSync(join(tmpdir(), "guise-bench-"))
  let homes = 0
  return {
    sandbox,
    newHome: (profiles = 0) => makeHome(join(folder, String(homes++)), sandbox, profiles),
    async close() {
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function makeHome(folder: string, sandbox: Sandbox, profiles: number): Home {
  mkdirSync(folder, { recursive: true })
  const { config, env: files } = writeAwsFiles(join(folder, ".aws"), sandbox, { identityCenter: true })
  const role = (n: number) =>
    `\n[profile many-${n}]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/Role${n}\nregion = eu-west-1\n`
  if (profiles > 0) writeFileSync(config, Array.from({ length: profiles }, (_, n) => role(n)).join(""), { flag: "a" })
  const xdg = {
    XDG_CACHE_HOME: `${folder}/cache`,
    XDG_CONFIG_HOME: `${folder}/config`,
    XDG_DATA_HOME: `${folder}/data`,
  }
  return { env: { PATH: process.env.PATH ?? "", HOME: folder, USER: "alice", ...xdg, ...sandbox.env, ...files } }
}
