import type { Env } from "../types.ts"

/** What a timer's job has to be told, and what it cannot be told. */
export interface Told {
  readonly env: Readonly<Record<string, string>>
  /** Variables that count here and stay behind, each with the reason. */
  readonly leftOut: readonly (readonly [name: string, why: string])[]
}

/**
 * What of an environment decides where guise finds its files, its programs and AWS, as far as it differs from what a
 * process of this user finds without a shell around it (`plain`). Secrets stay behind.
 */
export function environmentOfTimer(env: Env, plain: Env): Told {
  const names = Object.keys(env).filter(isTold).sort()
  const told: Record<string, string> = {}
  const leftOut: (readonly [string, string])[] = []
  for (const name of names) {
    const value = name === "PATH" ? absoluteFolders(env.PATH ?? "") : (env[name] ?? "")
    const why = value === "" || value === plain[name] ? undefined : whyNot(name, value)
    if (why !== undefined) leftOut.push([name, why])
    else if (value !== "" && value !== plain[name]) told[name] = value
  }
  return { env: told, leftOut }
}

/** Folders by name in it: of guise, of the AWS files, of what answers for keys and codes; and the way to AWS. */
const names: ReadonlySet<string> = new Set([
  ...["HOME", "PATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"],
  ...["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE", "AWS_REGION", "AWS_DEFAULT_REGION"],
  ...["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_MAX_ATTEMPTS"],
  ...["GNUPGHOME", "PASSWORD_STORE_DIR", "DBUS_SESSION_BUS_ADDRESS"],
  ...["YKMAN_OATH_CREDENTIAL_NAME", "YKMAN_OATH_DEVICE_SERIAL"],
  ...["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"],
  ...["GUISE_STORE", "GUISE_SESSION_DURATION", "GUISE_ROLE_DURATION", "GUISE_UNLOCK_TTL", "GUISE_MFA"],
  ...["USERPROFILE", "APPDATA", "LOCALAPPDATA"],
])

function isTold(name: string): boolean {
  return names.has(name) || name.startsWith("AWS_ENDPOINT_URL")
}

function whyNot(name: string, value: string): string | undefined {
  if (/\p{Cc}/u.test(value)) return "it holds a control character"
  if (/_proxy$/i.test(name) && /\/\/[^/]*@/.test(value)) return "it holds a password"
  // Such a line may hold a secret, and what a timer runs is for everybody to see.
  if (name === "GUISE_MFA" && value.startsWith("command:")) return "a command for codes belongs into the settings"
  return undefined
}

/** A relative folder would be one of wherever the timer stands. */
function absoluteFolders(path: string): string {
  const separator = process.platform === "win32" ? ";" : ":"
  const folders = path.split(separator).filter(folder => /^(?:\/|[A-Za-z]:[\\/])/.test(folder))
  return [...new Set(folders)].join(separator)
}
