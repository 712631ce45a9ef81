import type { Case, Expected } from "../run.ts"

/** A case in the words that tell it from its neighbours; `a` is the profile asked for unless it says otherwise. */
export interface Sketch extends Partial<Omit<Case, "name" | "area" | "expect" | "files">> {
  readonly config?: string
  readonly credentials?: string
  /** Other files, by their path from `~/`. */
  readonly more?: Readonly<Record<string, string>>
}

type Row = readonly [title: string, sketch: Sketch, expect: Expected]

/** Rows of one area as cases for the runner. */
export function area(name: string, rows: readonly Row[]): readonly Case[] {
  return rows.map(([title, { config, credentials, more = {}, ...rest }, expect]) => ({
    name: `${name}: ${title}`,
    area: name,
    env: {},
    profile: "a",
    ...rest,
    files: {
      ...(config === undefined ? {} : { "~/.aws/config": config }),
      ...(credentials === undefined ? {} : { "~/.aws/credentials": credentials }),
      ...Object.fromEntries(Object.entries(more).map(([path, text]) => [`~/${path}`, text])),
    },
    expect,
  }))
}

/** Two lines with a key pair, told apart by its label. */
export function keys(label: string): string {
  return `aws_access_key_id = AKIA${label}\naws_secret_access_key = secret-${label}\n`
}

export function roleArn(name: string): string {
  return `arn:aws:iam::111122223333:role/${name}`
}

/** The first lines of a profile that takes a role from a source. */
export function role(name: string, source: string): string {
  return `role_arn = ${roleArn(name)}\nsource_profile = ${source}\n`
}

/** The document that a `credential_process` prints. */
export function document(label: string, more: object = {}): string {
  return JSON.stringify({ Version: 1, AccessKeyId: `AKIA${label}`, SecretAccessKey: `secret-${label}`, ...more })
}

export const refused: Expected = { ok: false }

/** These very keys come out. */
export function gives(label: string, more: Readonly<Record<string, string>> = {}): Expected {
  return { ok: true, credentials: { AccessKeyId: `AKIA${label}`, SecretAccessKey: `secret-${label}`, ...more } }
}

/** These roles are taken in order, the first one by the keys of that label. */
export function takes(names: readonly string[], label: string, plan: object = {}): Expected {
  const last = names.at(-1)
  return {
    ok: true,
    credentials: { SecretAccessKey: `sts-secret-${last}`, SessionToken: `sts-token-${last}` },
    plan: { role_arns: names.map(roleArn), source_access_key_id: `AKIA${label}`, ...plan },
  }
}
