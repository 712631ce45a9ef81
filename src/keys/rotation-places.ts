import type { AwsFiles } from "../config/profiles.ts"
import { GuiseError } from "../errors.ts"
import type { KeysRoot, Root } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import type { StoredKeys, Vault } from "../store/vault.ts"
import type { PairSection } from "./put-in-file.ts"
import type { Holder, PairPlace } from "./rotation-shapes.ts"
import type { WaitingPair } from "./rotation-waiting.ts"

/** The places that a rotation reads and changes. */
export interface Places {
  readonly vault: Pick<Vault, "known" | "store" | "keysOf" | "keepKeys">
  readonly files: PairFiles
}

/** The AWS files, as they are each time. */
export interface PairFiles {
  /** Both, or one of them alone. Errors: `file-unreadable`, `file-malformed`. */
  read(only?: "config" | "credentials"): AwsFiles
  /** Puts a pair into a profile's section in place of the `former` key. Errors: those of `putInFile`. */
  change(section: PairSection, keys: StoredKeys, former: string): Promise<void>
}

/** The keys at a plan's root. Error: `not-supported` where it starts from something else. */
export function keysAt(root: Root, profile: string): KeysRoot {
  if (root.kind === "keys") return root
  if (root.kind === "session") return root.keys
  const message = `Profile ${profile} starts from no key pair (its root is ${root.kind}), so there is none to renew`
  throw refused(message, `guise explain ${quoted(profile)}`)
}

/**
 * Where the pair lies that a plan starts from.
 * Errors: `not-supported` for pairs that are none of a profile's own, temporary, or split over two files.
 */
export function placeOf(root: KeysRoot, profile: string, { files }: Pick<Places, "files">): PairPlace {
  if (root.temporary || root.keyId.startsWith("ASIA"))
    throw refused(`The keys of profile ${profile} are temporary: AWS makes new ones by itself`, "guise login")
  if (root.from === "environment")
    throw refused(
      `Profile ${profile} takes its keys from the environment, where a rotation could not put the new ones`,
      `guise keys add ${quoted(profile)} --from-env`,
    )
  if (root.profile !== profile)
    throw refused(
      `Profile ${profile} has no keys of its own; those behind it are of profile ${root.profile}`,
      `guise keys rotate ${quoted(root.profile ?? "default")}`,
    )
  if (root.from !== "store") return filePlace(profile, root.from, files)
  const { store } = root
  if (store === "keyring" || store === "file" || store === "pass" || store === "plain" || store === "memory")
    return { in: "store", store }
  throw new GuiseError("unexpected", `The plan for profile ${profile} names no store for its keys.`)
}

function filePlace(profile: string, role: "credentials" | "config", files: PairFiles): PairPlace {
  const { paths, keysOf } = files.read(role)
  const alone = keysOf(profile)
  const merged = files.read().keysOf(profile)
  if (
    alone?.accessKeyId === merged?.accessKeyId &&
    alone?.secretAccessKey === merged?.secretAccessKey &&
    alone !== undefined
  )
    return { in: "file", role, path: paths[role] }
  throw refused(
    `The key pair of profile ${profile} is split over both AWS files, so that it cannot be exchanged at one stroke`,
    `put both lines into ${paths[role]}`,
  )
}

/** The pair of a holder, as it lies there. SECRET. Errors: `no-credentials`; those of the store and of the files. */
export async function pairAt(profile: string, place: PairPlace, { vault, files }: Places): Promise<StoredKeys> {
  if (place.in === "store") return vault.keysOf(profile)
  const keys = files.read(place.role).keysOf(profile)
  if (keys !== undefined) return { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey }
  throw new GuiseError("no-credentials", `The profile ${profile} has no complete key pair in ${place.path}.`)
}

/** Every other place that holds this key: the same pair under a second name, as `[default]` often is. */
export function othersWith(keyId: string, asked: Pick<Holder, "profile" | "place">, places: Places): readonly Holder[] {
  const stored = Object.entries(places.vault.known().keys).flatMap(([profile, key]): readonly Holder[] =>
    key.keyId === keyId ? [{ profile, place: { in: "store", store: key.store }, keyId }] : [],
  )
  const files = places.files.read()
  const filed = files.names().flatMap((profile): readonly Holder[] => {
    const keys = files.profile(profile)?.keys
    if (keys?.keyId !== keyId || !keys.hasSecret || keys.hasToken) return []
    return [{ profile, place: filePlace(profile, keys.from, places.files), keyId }]
  })
  return [...stored, ...filed].filter(({ profile, place }) => profile !== asked.profile || place.in !== asked.place.in)
}

/**
 * Puts the new pair in place of the `former` key, and reads it back. Errors: those of the store; `profile-invalid` where
 * another pair took that place in a file meanwhile.
 */
export async function putPair(
  keys: WaitingPair,
  former: string,
  { profile, place }: Pick<Holder, "profile" | "place">,
  places: Places,
): Promise<void> {
  if (place.in === "store") return places.vault.keepKeys(profile, keys, { store: place.store, since: keys.since })
  await places.files.change({ path: place.path, role: place.role, profile }, keys, former)
  const there = places.files.read().keysOf(profile)
  if (there?.accessKeyId === keys.accessKeyId && there.secretAccessKey === keys.secretAccessKey) return
  throw new GuiseError(
    "file-malformed",
    `The new key of profile ${profile} was written to ${place.path}, and other lines of the AWS files hide it.`,
    { hint: `guise doctor ${quoted(profile)}` },
  )
}

function refused(message: string, hint: string): GuiseError {
  return new GuiseError("not-supported", `${message}.`, { hint })
}
