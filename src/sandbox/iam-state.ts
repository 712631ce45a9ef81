import { accessKeyId, secretAccessKey } from "./ids.ts"
import type { State, User } from "./state.ts"

/** An access key as IAM has it now. SECRET. */
export interface AccessKey {
  readonly id: string
  readonly secret: string
  readonly user: User
  readonly createdAt: number
  /** From then on every service knows it. */
  readonly knownFrom: number
  active: boolean
  lastUsed?: { readonly at: number; readonly service: string; readonly region: string }
}

/** A virtual MFA device. SECRET. */
export interface Device {
  readonly serial: string
  readonly seed: string
  readonly account: string
  /** Whose it is, once it is enabled. */
  user?: User
  enabledAt?: number
}

/** What IAM can change: the keys and devices of the state's users. Times are Unix seconds. */
export interface Iam {
  key(id: string): AccessKey | undefined
  keysOf(user: User): readonly AccessKey[]
  createKey(user: User): AccessKey
  removeKey(id: string): void
  device(serial: string): Device | undefined
  devices(account: string): readonly Device[]
  addDevice(device: Device): void
  removeDevice(serial: string): void
  /** As the state says. */
  reset(): void
}

/** When users, and the keys of a state that does not say, were made: 2024-01-01. */
export const longAgo = 1_704_067_200

/** The users of a state, and what becomes of them. */
export function makeIam(state: State, now: () => number): Iam {
  const keys = new Map<string, AccessKey>()
  const devices = new Map<string, Device>()
  const fill = () => {
    keys.clear()
    devices.clear()
    for (const user of [...state.accounts.values()].flatMap(account => [...account.users.values()])) {
      for (const { id, secret, active = true, createdAt = longAgo } of user.keys)
        keys.set(id, { id, secret, user, createdAt, knownFrom: createdAt, active })
      for (const { serial, seed } of user.mfa)
        devices.set(serial, { serial, seed, account: user.account, user, enabledAt: longAgo })
    }
  }
  fill()
  return {
    key: id => keys.get(id),
    keysOf: user => [...keys.values()].filter(key => key.user === user),
    createKey(user) {
      const createdAt = Math.floor(now())
      const id = accessKeyId("AKIA", user.account)
      const knownFrom = now() + state.propagation
      const key = { id, secret: secretAccessKey(), user, createdAt, knownFrom, active: true }
      keys.set(id, key)
      return key
    },
    removeKey: id => void keys.delete(id),
    device: serial => devices.get(serial),
    devices: account => [...devices.values()].filter(device => device.account === account),
    addDevice: device => void devices.set(device.serial, device),
    removeDevice: serial => void devices.delete(serial),
    reset: fill,
  }
}
