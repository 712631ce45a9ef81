import { existsSync, readFileSync } from "node:fs"
import type { Env } from "../../types.ts"

/** What of this machine tells where its person sits. */
export interface Surroundings {
  readonly env: Env
  readonly platform: NodeJS.Platform
  exists(path: string): boolean
  /** /proc/version, which names Microsoft in WSL. */
  kernel(): string
}

export type Elsewhere = "ssh" | "wsl" | "container"

/**
 * Why the person's browser is likely on another machine than this process, so that a page could not come back to our
 * loopback; undefined where nothing says so.
 */
export function elsewhere(around: Surroundings): Elsewhere | undefined {
  const { env } = around
  if (env.SSH_CONNECTION || env.SSH_TTY || env.SSH_CLIENT) return "ssh"
  // Codespaces and Dev Containers say so by themselves; Docker and Podman leave a file.
  if (env.CODESPACES || env.REMOTE_CONTAINERS) return "container"
  if (around.platform === "linux" && containerFiles.some(path => around.exists(path))) return "container"
  return isWsl(around) ? "wsl" : undefined
}

/** Windows Subsystem for Linux: programs of Windows can be started from there, and its browser is the person's. */
export function isWsl({ env, platform, kernel }: Surroundings): boolean {
  return platform === "linux" && (Boolean(env.WSL_DISTRO_NAME) || /microsoft/i.test(kernel()))
}

/** Whether a program with a window could show it; macOS and Windows have no sign of it in the environment. */
export function hasDisplay({ env, platform }: Surroundings): boolean {
  return platform === "darwin" || platform === "win32" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** This machine, as it is. */
export function aroundHere(env: Env): Surroundings {
  return {
    env,
    platform: process.platform,
    exists: existsSync,
    kernel() {
      try {
        return readFileSync("/proc/version", "latin1")
      } catch {
        return ""
      }
    },
  }
}

const containerFiles = ["/.dockerenv", "/run/.containerenv"] as const
