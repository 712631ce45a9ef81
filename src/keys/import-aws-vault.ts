import type { Profiles } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import type { StoreHost } from "../store/store.ts"
import { notRead, type ReadBackend, readBackends, type VaultPlaces } from "./aws-vault-backend.ts"
import { offersInFiles, vaultFiles } from "./aws-vault-files.ts"
import { offersInPass, passNames } from "./aws-vault-pass.ts"
import type { Holding, Offer } from "./import-shapes.ts"

/** What reading aws-vault's keys takes of the world around it. */
export interface VaultWorld {
  readonly host: StoreHost
  readonly profiles: Profiles
  /** The names that the person wants; the others are not even opened. None: all of them. */
  readonly names: readonly string[]
}

/**
 * The key pairs that aws-vault keeps, read as it reads them: in the backend that was asked for, else wherever there are
 * any. Sessions and sign-in tokens are passed over.
 * Errors: `not-supported` and `no-credentials` with what to type; those of the backends.
 */
export async function awsVaultHolding(places: VaultPlaces, world: VaultWorld): Promise<Holding> {
  const backends = places.asked === undefined ? readBackends : [places.asked]
  const found: Found[] = []
  for (const backend of backends) {
    const one = await readers[backend](places, world)
    if (one !== undefined) found.push(one)
  }
  if (found.length === 0) throw nothing(places, world.names)
  return {
    from: found.map(({ from }) => from).join(" and "),
    offers: firstOfEach(found),
    notes: found.flatMap(({ notes }) => notes ?? []),
  }
}

interface Found {
  readonly from: string
  readonly offers: readonly Offer[]
  readonly notes?: readonly string[]
}

type Reader = (places: VaultPlaces, world: VaultWorld) => Promise<Found | undefined>

const readers: Readonly<Record<ReadBackend, Reader>> = {
  file: async ({ folder }, world) => {
    const files = vaultFiles(folder)?.filter(({ name }) => isWanted(name, world))
    if (files === undefined || files.length === 0) return undefined
    return { from: `aws-vault's files in ${folder}`, offers: await offersInFiles(files, folder, world.host) }
  },
  pass: async ({ pass, asked }, world) => {
    const names = passNames(pass)?.filter(name => isWanted(name, world))
    // Without a prefix every password of the person's looks like an item: only names that are profiles are opened.
    const mine = pass.prefix === "" ? names?.filter(name => world.profiles.profile(name) !== undefined) : names
    if (names === undefined || mine === undefined || (mine.length === 0 && asked === undefined)) return undefined
    const left = names.length - mine.length
    const note = `${left} other entries of the password store were not opened: no profile has their name`
    return {
      from: `aws-vault's items in ${pass.command} (${pass.folder})`,
      offers: await offersInPass(mine, pass),
      notes: left > 0 && asked !== undefined ? [note] : [],
    }
  },
  "secret-service": async ({ collection, asked }, world) => {
    const { offersInCollection } = await import("./aws-vault-secret-service.ts")
    const offers = await offersInCollection(
      { collection, asked: asked !== undefined, wanted: name => isWanted(name, world) },
      world.host,
    )
    if (offers === undefined || (offers.length === 0 && asked === undefined)) return undefined
    return { from: `aws-vault's collection ${collection} of the Secret Service`, offers }
  },
}

/** aws-vault looks into one backend at a time; of two pairs of one name the first is the one it would prefer. */
function firstOfEach(found: readonly Found[]): readonly Offer[] {
  const offers: Offer[] = []
  for (const { from, offers: more } of found)
    for (const offer of more) {
      const before = offers.find(({ profile }) => profile === offer.profile)
      if (before === undefined) offers.push(offer)
      else if (!sameKey(before, offer))
        offers.push({ profile: offer.profile, why: `${from} has another key for it; --backend takes one of them` })
    }
  return offers
}

function sameKey(one: Offer, other: Offer): boolean {
  return "keys" in one && "keys" in other && one.keys.accessKeyId === other.keys.accessKeyId
}

function isWanted(name: string, { names }: VaultWorld): boolean {
  return names.length === 0 || names.includes(name)
}

function nothing({ asked, folder, collection }: VaultPlaces, names: readonly string[]): GuiseError {
  if (asked === undefined && process.platform !== "linux")
    return notRead("this system's own key store, where aws-vault keeps keys unless told otherwise")
  const looked =
    asked === undefined
      ? `in ${folder}, in the Secret Service's collection ${collection}, in pass`
      : `in its backend ${asked}`
  const held = (vaultFiles(folder) ?? []).map(({ name }) => name)
  const near = names.map(name => nearestClause(name, held)).find(Boolean) ?? ""
  const whose = names.length === 0 ? "" : ` for ${names.map(name => JSON.stringify(name)).join(", ")}`
  return new GuiseError("no-credentials", `No key pair of aws-vault's was found${whose} ${looked}.${near}`, {
    hint: "say where it keeps them as aws-vault is told: --backend, AWS_VAULT_FILE_DIR, AWS_VAULT_PASS_PREFIX, …",
  })
}
