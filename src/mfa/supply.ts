import type { Known } from "../store/known.ts"
import type { Vault } from "../store/vault.ts"
import type { MfaSupply } from "../types.ts"

/** Who can answer with codes here; nothing is read before it is asked for. */
export function mfaSupply(vault: Pick<Vault, "seedOf">, known: () => Known, chosen: MfaSupply["chosen"]): MfaSupply {
  return {
    chosen,
    get seeds() {
      return known().seeds
    },
    seedOf: serial => vault.seedOf(serial),
  }
}
