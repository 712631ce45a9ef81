import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { loadProfiles } from "../../src/config/profiles.ts"
import { putInFile } from "../../src/keys/put-in-file.ts"
import type { KeysAtAws, RotationParts, RotationRequest } from "../../src/keys/rotation-parts.ts"
import type { PairFiles } from "../../src/keys/rotation-places.ts"
import { openRecords } from "../../src/keys/rotation-record.ts"
import { readKnown, storedKey } from "../../src/store/known.ts"
import { openVault, type StoredKeys } from "../../src/store/vault.ts"
import type { Env } from "../../src/types.ts"
import { storeHost } from "../store/host.ts"

export const profile = "work"
export const firstKey: StoredKeys = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}

/** AWS, as far as a rotation goes: what signs, and what IAM does. */
export type AtAws = Pick<RotationParts, "iam" | "whoIs" | "callWith">

/** A home in which the profile's pair lies in a store, or in the credentials file. */
export interface Home {
  readonly env: Env
  readonly where: "plain" | "file"
  /** Opened anew each time, as by another process. */
  parts(aws: AtAws): RotationParts & { readonly noticed: string[]; readonly forgotten: string[] }
  request(more?: Partial<RotationRequest>): RotationRequest
  /** The pair that commands would use now. */
  inUse(): Promise<StoredKeys>
  /** Every key id that is kept anywhere in the home, after the name of its item or file. */
  left(): Promise<readonly string[]>
  end(): void
}

export async function makeHome(where: Home["where"], keys = firstKey): Promise<Home> {
  // In memory: some thousand homes are made, and each writes until the disk has it.
  const folder = mkdtempSync("/dev/shm/guise-rotate-")
  mkdirSync(join(folder, ".aws"), { mode: 0o700 })
  const section = `[${profile}]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`
  writeFileSync(join(folder, ".aws/credentials"), where === "file" ? `# mine\n${section}` : "", { mode: 0o600 })
  writeFileSync(join(folder, ".aws/config"), `[profile ${profile}]\nregion = us-east-1\n`, { mode: 0o600 })
  const vault = openVault(storeHost({ HOME: folder }))
  if (where === "plain") await vault.keepKeys(profile, keys, { store: "plain", since: 1 })
  return openHome(folder, where)
}

/** One that is there, for another process too. */
export function openHome(folder: string, where: Home["where"]): Home {
  const env = { HOME: folder }
  const vault = () => openVault(storeHost(env))
  const inUse = async () => {
    if (where === "plain") return vault().keysOf(profile)
    const { accessKeyId = "", secretAccessKey = "" } = loadProfiles(env).keysOf(profile) ?? {}
    return { accessKeyId, secretAccessKey }
  }
  return {
    env,
    where,
    inUse,
    parts(aws) {
      const noticed: string[] = []
      const forgotten: string[] = []
      return {
        ...aws,
        noticed,
        forgotten,
        vault: vault(),
        files: pairFiles(env),
        records: openRecords(env),
        forget: async keyId => void forgotten.push(keyId),
        awsNow: () => Date.now() / 1000,
        sleep: async () => {},
        notice: text => void noticed.push(text),
      }
    },
    request: more => ({
      profile,
      keepOld: false,
      keys: {
        kind: "keys",
        temporary: false,
        profile,
        keyId: keyIdOf(env, where),
        ...(where === "plain" ? { from: "store", store: "plain" } : { from: "credentials" }),
      },
      ...more,
    }),
    async left() {
      const plain = await vault().store("plain")
      const items = (await plain.names()).map(async name => [name, (await plain.read(name)) ?? ""] as const)
      const file = ["credentials", readFileSync(join(folder, ".aws/credentials"), "utf8")] as const
      return [...(await Promise.all(items)), file].flatMap(([name, text]) =>
        (text.match(/AKIA[A-Z0-9]{12,}/g) ?? []).map(id => `${name} ${id}`),
      )
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function keyIdOf(env: Env, where: Home["where"]): string {
  if (where === "plain") return storedKey(readKnown(env), profile)?.keyId ?? ""
  return loadProfiles(env).profile(profile)?.keys?.keyId ?? ""
}

function pairFiles(env: Env): PairFiles {
  return {
    read: only =>
      loadProfiles({
        ...env,
        ...(only === "config" ? { AWS_SHARED_CREDENTIALS_FILE: "/dev/null" } : {}),
        ...(only === "credentials" ? { AWS_CONFIG_FILE: "/dev/null" } : {}),
      }),
    change: (section, keys, former) => putInFile(section, keys, [former], env),
  }
}

/** Told of every call that changes or asks something, before and after it. */
export type Watch = (call: string, when: "before" | "after") => Promise<void>

/** The same parts, watched. */
export function watched(parts: RotationParts, watch: Watch): RotationParts {
  const around =
    <A extends unknown[], R>(name: string, call: (...words: A) => Promise<R>) =>
    async (...words: A): Promise<R> => {
      await watch(name, "before")
      const answer = await call(...words)
      await watch(name, "after")
      return answer
    }
  const { iam, vault, files, records } = parts
  const watchedIam: KeysAtAws = {
    list: around("list", iam.list),
    lastUsed: around("lastUsed", iam.lastUsed),
    create: around("create", iam.create),
    setStatus: around("setStatus", iam.setStatus),
    remove: around("remove", iam.remove),
  }
  return {
    ...parts,
    iam: watchedIam,
    vault: {
      known: vault.known,
      keysOf: around("keysOf", vault.keysOf),
      keepKeys: around("keepKeys", vault.keepKeys),
      async store(kind) {
        const store = await vault.store(kind)
        return { ...store, write: around("store.write", store.write), remove: around("store.remove", store.remove) }
      },
    },
    files: { read: files.read, change: around("change", files.change) },
    records,
    forget: around("forget", parts.forget),
    whoIs: around("whoIs", parts.whoIs),
  }
}
