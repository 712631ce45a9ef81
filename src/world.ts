import { openCache, type RealCache } from "./cache/cache.ts"
import { unlockedSeal } from "./cache/unlocked.ts"
import { type AwsFiles, loadProfiles } from "./config/profiles.ts"
import { openReading, type Reading } from "./config/reading.ts"
import { chosenFor, type Layer, loadSettings, type Settings, withFolder } from "./config/settings.ts"
import { GuiseError } from "./errors.ts"
import { mfaSupply } from "./mfa/supply.ts"
import { noticeLine } from "./printable.ts"
import { type Known, readKnown } from "./store/known.ts"
import { readKnownFile } from "./store/known-file.ts"
import type { StoreHost, StoreKind } from "./store/store.ts"
import { openVault, type Vault } from "./store/vault.ts"
import { pathsOf } from "./sys/paths.ts"
import { openTerminal } from "./sys/tty.ts"
import type { Browser, Credentials, Env, MfaSupply, Terminal, World } from "./types.ts"

/** What of a World the person chose with flags. */
export interface WorldOptions {
  readonly env: Env
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** A code given by flag; GUISE_MFA_CODE stands in for it. */
  readonly mfaCode?: string
  /** Commands that only look make no file, not even the index of a large one. */
  readonly looksOnly?: boolean
  /** The files, if they were read already. */
  readonly reading?: Reading
  /** True in a program that guise is a library of, which may have the terminal for itself. */
  readonly asksNobody?: boolean
  /** Answers for MFA devices in the person's place. */
  readonly askCode?: (serial: string) => Promise<string>
  /** Where a person typed the command. */
  readonly browser?: Browser
  /** What the `.guise` file says that picked the profile. */
  readonly folder?: Layer
  /** Writes one line for the person. */
  say(text: string): void
}

/** The World of this process, and the AWS files it was made over. Each piece is made when it is first asked for. */
export interface RealWorld extends World {
  readonly files: AwsFiles
  readonly cache: RealCache
  /** The files as they were read. */
  readonly reading: Reading
  /** guise's own settings, checked. */
  readonly settings: Settings
  /** The stores of long-lived secrets. */
  readonly vault: Vault
  readonly mfa: MfaSupply
  /** What those need of this process. */
  readonly storeHost: StoreHost
  /** What is kept in stores, as the index said when it was first asked for. Error: `store-failed`. */
  readonly stored: { readonly bytes: Uint8Array<ArrayBuffer> | undefined; readonly known: Known }
  /** The store that settings name for a profile's secrets; absent where they leave it to guise. */
  storeFor(profile: string | undefined): StoreKind | "credentials" | undefined
  /** True while a code that came with the command has not been used. */
  hasMfaCode(): boolean
  /** True when a question could be asked just now. */
  somebodyThere(): Promise<boolean>
}

/**
 * Makes the World. Only guise's own settings are read: nothing else is read, opened or asked yet.
 * Errors: those of `loadSettings`.
 */
export async function makeWorld(options: WorldOptions): Promise<RealWorld> {
  const { env } = options
  const reading = options.reading ?? openReading(env)
  const said = await loadSettings(env, reading)
  const settings = options.folder === undefined ? said : withFolder(said, options.folder)
  let files: AwsFiles | undefined
  let cache: RealCache | undefined
  let terminal: Terminal | undefined
  let mfa: MfaSupply | undefined
  let vault: Vault | undefined
  let stored: RealWorld["stored"] | undefined
  let mfaCode = options.mfaCode ?? env.GUISE_MFA_CODE
  const broughtCode = Boolean(mfaCode)
  const notice: World["notice"] = (text, look) =>
    options.quiet === true ? undefined : options.say(noticeLine(text, look))
  const detail = (text: string) => (options.verbose === true ? options.say(noticeLine(text)) : undefined)
  const now = () => Date.now() / 1000
  const world: RealWorld = {
    env,
    settings,
    reading,
    skew: 0,
    now,
    startedAt: now(),
    sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
    ...(options.browser === undefined ? {} : { browser: options.browser }),
    ...(options.askCode === undefined ? {} : { askCode: options.askCode }),
    notice,
    detail,
    get files() {
      files ??= loadProfiles(
        env,
        { indexFolder: pathsOf(env).cache, writeIndex: options.looksOnly !== true },
        reading.aws(),
      )
      return files
    },
    get cache() {
      if (cache !== undefined) return cache
      const folder = pathsOf(env).cache
      cache = openCache({
        folder,
        seal: {
          unlocked: unlockedSeal(env, folder),
          unlockTtl: world.storeHost.unlockTtl,
          ...(options.looksOnly === true ? {} : { stored: () => sealStoreOf(world) }),
        },
        now,
        skew: () => world.skew,
        broughtCode,
        patience: async () => ((await world.somebodyThere()) ? undefined : programPatience),
        notice,
        detail,
      })
      return cache
    },
    get terminal() {
      terminal ??= options.asksNobody === true ? nobody : openTerminal()
      return terminal
    },
    get vault() {
      vault ??= openVault(world.storeHost)
      return vault
    },
    storeHost: {
      env,
      now,
      notice,
      terminal: { ask: (question, how) => world.terminal.ask(question, how) },
      unlockTtl: chosenFor(settings, undefined)["unlock-ttl"] ?? eightHours,
    },
    get stored() {
      if (stored === undefined) {
        const bytes = readKnownFile(env)
        stored = { bytes, known: readKnown(env, bytes) }
      }
      return stored
    },
    storeFor: profile => chosenFor(settings, profile).store,
    get mfa() {
      mfa ??= mfaSupply(
        world.vault,
        () => world.stored.known,
        profile => chosenFor(settings, profile).mfa,
      )
      return mfa
    },
    storedKeysOf: profile => world.vault.keysOf(profile),
    somebodyThere: async () =>
      options.asksNobody !== true && (await (await import("./sys/somebody.ts")).isSomebodyThere()),
    keysOf: async profile => keysIn(world.files, profile),
    settingOf(profile, key) {
      const setting = world.files.profile(profile)?.settings.get(key)
      return setting && { value: setting.value, where: `${setting.place.file}:${setting.place.line}` }
    },
    hasMfaCode: () => Boolean(mfaCode),
    takeMfaCode() {
      const code = mfaCode
      mfaCode = undefined
      return code || undefined
    },
  }
  return world
}

const nobody: Terminal = {
  async ask() {
    throw new GuiseError(
      "nobody-to-ask",
      "There is a question, and this program did not say that anybody may be asked.",
    )
  },
}

/** Opening a store is much code, and the warm road needs none of it. */
async function sealStoreOf(world: RealWorld) {
  const { storedSeal } = await import("./cache/stored-seal.ts")
  const asked = world.storeFor(undefined)
  // The credentials file takes key pairs and nothing else.
  return storedSeal(world.vault, world.storeHost, asked === "credentials" ? "plain" : asked)
}

const eightHours = 8 * 3600

/** Seconds a program waits for another guise; SDKs give a `credential_process` a minute. */
const programPatience = 50

function keysIn(files: AwsFiles, profile: string): Credentials {
  const keys = files.keysOf(profile)
  if (keys !== undefined) return keys
  throw new GuiseError("no-credentials", `The profile ${profile} has no complete key pair in the AWS files.`)
}
