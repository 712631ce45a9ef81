/**
 * What fingers learnt elsewhere (aws-vault, granted, awsume, aws-sso-cli, denv, the AWS CLI), and what guise calls the
 * same: for the hint of an error. Nothing here is understood by itself: there is one name for one thing.
 */
export function habitOf(word: string, habits: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(habits, word) ? habits[word] : undefined
}

/** Commands, in whole lines to type. */
export const wordHabits: Readonly<Record<string, string>> = {
  assume: "guise use PROFILE, or guise exec PROFILE -- CMD",
  awsume: "guise use PROFILE, or guise exec PROFILE -- CMD",
  aws: "guise use PROFILE, or guise exec PROFILE -- CMD",
  activate: "guise use PROFILE",
  switch: "guise use PROFILE",
  deactivate: "guise off",
  unset: "guise off",
  shell: "guise exec PROFILE",
  run: "guise exec PROFILE -- CMD",
  "run-as": "guise exec PROFILE -- CMD",
  env: 'eval "$(guise export PROFILE)"',
  eval: 'eval "$(guise export PROFILE)"',
  "credential-process": "guise process PROFILE",
  ls: "guise list",
  profiles: "guise list",
  current: "guise whoami",
  who: "guise whoami",
  "get-caller-identity": "guise whoami",
  version: "guise --version",
  rotate: "guise keys rotate PROFILE",
  rm: "guise remove PROFILE, or guise keys remove PROFILE for its key pair",
  delete: "guise remove PROFILE, or guise keys remove PROFILE for its key pair",
  "migrate-backend": "guise keys move --all --to STORE",
  configure: "guise add user, mfa, role or sso",
  init: "guise hook SHELL",
  setup: "guise hook SHELL",
  config: "guise get --settings",
  settings: "guise get --settings",
  check: "guise doctor",
  unlock: "guise store unlock",
  lock: "guise store lock",
  server: "guise serve PROFILE",
  proxy: "guise serve PROFILE --imds",
  ecs: "guise serve PROFILE",
  sync: "guise sso sync",
  populate: "guise sso sync",
  "sso populate": "guise sso sync",
  "sso generate": "guise sso sync --diff",
  "sso login": "guise login PROFILE",
  "sso logout": "guise logout PROFILE",
}

/** Flags that no command has, or not the one that was typed. */
export const flagHabits: Readonly<Record<string, string>> = {
  "--server": "--as server",
  "--ecs-server": "--as server",
  "--ec2-server": "guise serve PROFILE --imds",
  "--profile-env": "--as profile",
  "--exec": "guise exec PROFILE -- CMD",
  "-n": "--no-session",
  "-t": "--mfa-code N",
  "--mfa-token": "--mfa-code N",
  "--chain": "--role-arn ARN",
  "--role-duration": "--duration TIME",
  "--session-duration": "--duration TIME",
  "--no-cache": "--fresh",
  "--stdout": "guise console PROFILE --print",
  "--path": "guise console PROFILE --destination PAGE",
  "-c": "guise console PROFILE",
  "--backend": "guise set --settings store NAME",
  "--keychain": "guise set --settings store NAME",
  "--prompt": "guise set --settings mfa WHO",
  "--debug": "--verbose",
}

/** What tells of one profile, or works on it, where a command was typed that is about none or about all. */
export const profileHabits: Readonly<Record<string, string>> = {
  list: "guise explain PROFILE",
  status: "guise whoami PROFILE",
  mfa: "guise mfa code PROFILE",
  "keys list": "guise get PROFILE",
  refresh: "guise write PROFILE",
  rename: "guise rename OLD NEW",
  "sso sync": "guise login PROFILE",
}

/** Formats of `guise export`. */
export const formatHabits: Readonly<Record<string, string>> = {
  env: "dotenv",
  "export-env": "bash",
  "env-export": "bash",
  shell: "bash",
}
