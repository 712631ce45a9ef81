import { absentStore } from "./absent.ts"
import type { Lockable, StoreHost } from "./store.ts"

/**
 * The system's own keyring: the Secret Service on Linux and other Unixes with a session bus, Keychain on macOS,
 * Credential Manager on Windows. What it takes is loaded when a method is called.
 */
export async function openKeyring(host: StoreHost, platform: NodeJS.Platform = process.platform): Promise<Lockable> {
  switch (platform) {
    case "linux":
    case "freebsd":
      return (await import("./secret-service.ts")).openSecretService(host)
    case "darwin":
    case "win32":
      return (await import("./native-keyring.ts")).openNativeKeyring(host)
    default:
      return absentStore("keyring", "guise knows no keyring of this system")
  }
}
