import type { Env } from "../types.ts"

/** guise's own folders. None of them need exist. */
export interface Paths {
  readonly config: string
  readonly cache: string
  readonly data: string
  /** For what must not outlive the login session: sockets, locks, unlocked secrets. */
  readonly runtime: string
}

/**
 * Where guise keeps its own files: by the XDG Base Directory specification on Linux and other Unixes (a relative path
 * in one of its variables is invalid and ignored, as it says), in ~/Library on macOS, in %APPDATA% and %LOCALAPPDATA%
 * on Windows. The XDG variables count everywhere: who sets them means them.
 * Without XDG_RUNTIME_DIR the runtime folder is `run` inside the cache folder, which is private as well.
 */
export function pathsOf(env: Env, platform: NodeJS.Platform = process.platform): Paths {
  const slash = platform === "win32" ? "\\" : "/"
  const defaults = defaultsFor(env, platform, withoutEnd(homeOf(env, platform)))
  const under = (name: string, fallback: string) => {
    const given = env[name]
    return given !== undefined && isAbsolute(given, platform) ? `${withoutEnd(given)}${slash}guise` : fallback
  }
  const cache = under("XDG_CACHE_HOME", defaults.cache)
  return {
    config: under("XDG_CONFIG_HOME", defaults.config),
    cache,
    data: under("XDG_DATA_HOME", defaults.data),
    runtime: under("XDG_RUNTIME_DIR", `${cache}${slash}run`),
  }
}

/** The home folder as the environment says it (HOME; USERPROFILE on Windows), else as the system's user list does. */
export function homeOf(env: Env, platform: NodeJS.Platform = process.platform): string {
  const said = platform === "win32" ? env.USERPROFILE || env.HOME : env.HOME
  return said || homeInUserList()
}

/** A user that no list knows (a container with a made-up id) has no home. */
function homeInUserList(): string {
  try {
    // Not imported at the top: the hot path has a HOME.
    return process.getBuiltinModule("node:os").userInfo().homedir || "/"
  } catch {
    return "/"
  }
}

/** `home`: without a slash at its end. */
function defaultsFor(env: Env, platform: NodeJS.Platform, home: string): Omit<Paths, "runtime"> {
  switch (platform) {
    case "darwin":
      return {
        config: `${home}/Library/Application Support/guise`,
        cache: `${home}/Library/Caches/guise`,
        data: `${home}/Library/Application Support/guise/data`,
      }
    case "win32": {
      const roaming = withoutEnd(env.APPDATA || `${home}\\AppData\\Roaming`)
      const local = withoutEnd(env.LOCALAPPDATA || `${home}\\AppData\\Local`)
      return { config: `${roaming}\\guise`, cache: `${local}\\guise\\cache`, data: `${local}\\guise\\data` }
    }
    default:
      return {
        config: `${home}/.config/guise`,
        cache: `${home}/.cache/guise`,
        data: `${home}/.local/share/guise`,
      }
  }
}

function isAbsolute(path: string, platform: NodeJS.Platform): boolean {
  return platform === "win32" ? /^(?:[A-Za-z]:)?[\\/]/.test(path) : path.startsWith("/")
}

function withoutEnd(path: string): string {
  let end = path.length
  while (path[end - 1] === "/" || path[end - 1] === "\\") end -= 1
  return path.slice(0, end)
}
