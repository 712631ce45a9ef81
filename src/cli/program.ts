import type { CommandUnknownOpts } from "@commander-js/extra-typings"
import type { Io } from "./io.ts"

/** A command word: what it is for, and where it lives. Only the one that was typed is ever imported. */
interface Verb {
  readonly summary: string
  readonly load: () => Promise<{ readonly command: (io: Io) => Runnable }>
}

/** What a built command is to its caller: words in, done or an error out; and what it says of itself. */
export type Runnable = Pick<
  CommandUnknownOpts,
  "parseAsync" | "exitOverride" | "configureOutput" | "outputHelp" | "options" | "registeredArguments"
> & {
  description(): string
}

/** Every command, in the order that help shows them. */
export const verbs: Readonly<Record<string, Verb>> = {
  use: { summary: "wear a profile in this shell", load: () => import("./commands/use.ts") },
  off: { summary: "take it off: this shell as it was before", load: () => import("./commands/off.ts") },
  exec: { summary: "run a command as a profile", load: () => import("./commands/exec.ts") },
  export: { summary: "print credentials for a shell or a file", load: () => import("./commands/export.ts") },
  auth: { summary: "MFA and roles from flags, no profile needed", load: () => import("./commands/auth.ts") },
  process: {
    summary: "print credentials for the SDKs (credential_process)",
    load: () => import("./commands/process.ts"),
  },
  write: { summary: "temporary credentials into the credentials file", load: () => import("./commands/write.ts") },
  refresh: {
    summary: "new ones for what was written, before they end",
    load: () => import("./commands/refresh.ts"),
  },
  serve: { summary: "a local endpoint that hands out fresh credentials", load: () => import("./commands/serve.ts") },
  login: { summary: "sign in, or get the MFA session, ahead of need", load: () => import("./commands/login.ts") },
  logout: { summary: "end a sign-in, and forget what came of it", load: () => import("./commands/logout.ts") },
  console: { summary: "open the AWS console as a profile", load: () => import("./commands/console.ts") },
  whoami: { summary: "ask AWS who a profile is", load: () => import("./commands/whoami.ts") },
  list: { summary: "the profiles there are", load: () => import("./commands/list.ts") },
  status: { summary: "what is worn, and what is cached for how long", load: () => import("./commands/status.ts") },
  explain: { summary: "how credentials for a profile come about", load: () => import("./commands/explain.ts") },
  "add user": { summary: "a profile with a user's key pair", load: () => import("./commands/add-user.ts") },
  "add mfa": { summary: "a profile that is a user's MFA session", load: () => import("./commands/add-mfa.ts") },
  "add role": { summary: "a profile that assumes a role", load: () => import("./commands/add-role.ts") },
  "add sso": {
    summary: "a profile of IAM Identity Center (SSO)",
    load: () => import("./commands/add-sso.ts"),
  },
  set: { summary: "change one line of a profile, or one of guise's settings", load: () => import("./commands/set.ts") },
  get: { summary: "what a profile says, or guise's settings, and where", load: () => import("./commands/get.ts") },
  rename: { summary: "another name for a profile, and for what names it", load: () => import("./commands/rename.ts") },
  remove: { summary: "take a profile out of the AWS files", load: () => import("./commands/remove.ts") },
  "sso sync": {
    summary: "profiles for all accounts and roles that a sign-in sees",
    load: () => import("./commands/sso-sync.ts"),
  },
  "keys list": {
    summary: "the long-lived key pairs, and where they lie",
    load: () => import("./commands/keys-list.ts"),
  },
  "keys add": { summary: "keep a key pair in a store", load: () => import("./commands/keys-add.ts") },
  "keys move": { summary: "key pairs out of the AWS files, or back", load: () => import("./commands/keys-move.ts") },
  "keys rotate": { summary: "a new key pair in place of the old one", load: () => import("./commands/keys-rotate.ts") },
  "keys remove": { summary: "forget a key pair", load: () => import("./commands/keys-remove.ts") },
  import: {
    summary: "keys from aws-vault, aws-mfa or the credentials file",
    load: () => import("./commands/import.ts"),
  },
  mfa: { summary: "codes without typing: seeds of MFA devices", load: () => import("./commands/mfa.ts") },
  store: { summary: "where keys are kept: look, unlock, lock", load: () => import("./commands/store.ts") },
  hook: { summary: "set a shell up for use and off", load: () => import("./commands/hook.ts") },
  doctor: { summary: "what is not as it should be, and what to type", load: () => import("./commands/doctor.ts") },
  allow: { summary: "let a folder's .guise file pick the profile", load: () => import("./commands/allow.ts") },
  deny: { summary: "have a folder's .guise file passed over", load: () => import("./commands/deny.ts") },
  clear: { summary: "forget cached sessions", load: () => import("./commands/clear.ts") },
  completion: {
    summary: "what teaches a shell to complete guise",
    load: () => import("./commands/completion.ts"),
  },
  sandbox: {
    summary: "a small, strict AWS on this machine, to try things on",
    load: () => import("./commands/sandbox.ts"),
  },
}
