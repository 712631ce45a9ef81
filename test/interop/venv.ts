import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

/** The programs others wrote, that the interop tests talk to. */
export interface Venv {
  readonly python: string
  /** The AWS CLI. */
  readonly aws: string
  readonly motoServer: string
}

/**
 * Pinned so that a run tells about guise and not about somebody's release of this morning. Of what `moto[server]` asks
 * for, STS and IAM want Flask alone; the rest is for other services, and as large as everything else together.
 */
const requirements = [
  ...["awscli==1.45.11", "botocore==1.43.11", "boto3==1.43.11"],
  ...["moto==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"],
] as const

const folder = fileURLToPath(new URL("../../node_modules/.cache/interop-venv", import.meta.url))

/**
 * A Python environment with the AWS CLI, boto3 and moto, made under node_modules/.cache by whoever asks first; that
 * takes a minute or two, so call it in a `beforeAll` with `makingTakes` as its limit. Throws with pip's words when it
 * cannot be made.
 */
export function interopVenv(): Venv {
  const script = fileURLToPath(new URL("make_venv.py", import.meta.url))
  const made = spawnSync("python3", [script, folder, ...requirements], { encoding: "utf8" })
  if (made.status !== 0) throw new Error(`no Python environment for the interop tests: ${made.error ?? made.stderr}`)
  return { python: `${folder}/bin/python`, aws: `${folder}/bin/aws`, motoServer: `${folder}/bin/moto_server` }
}

/** Milliseconds. */
export const makingTakes = 600_000
