import type { Root } from "../plan/roots.ts"
import type { Credentials, World } from "../types.ts"
import { keysFrom } from "./keys.ts"

/**
 * Credentials from where a chain starts, made now. `profile` is the one that was asked for, named in hints.
 * Errors: those of the kinds.
 */
export async function obtain(root: Root, world: World, profile: string | undefined): Promise<Credentials> {
  switch (root.kind) {
    case "keys":
      return keysFrom(root, world)
    case "session":
      return (await import("./session.ts")).newSession(root, world, profile)
    case "web-identity":
      return (await import("./web-identity.ts")).fromWebIdentity(root, world)
    case "process":
      return (await import("./process.ts")).fromProcess(root, world)
    case "sso":
      return (await import("./sso.ts")).fromSso(root, world)
    case "login":
      return (await import("./login.ts")).fromLogin(root, world)
    case "container":
      return (await import("./container.ts")).fromContainer(root, world)
    case "imds":
      return (await import("./imds.ts")).fromImds(root, world)
  }
}
