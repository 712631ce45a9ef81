import type { Platform } from "../../src/sys/native-binary.ts"

/** What it takes to build for a platform, and how one tells that it worked. */
export interface Target {
  /** As Bun names it. */
  readonly bun: string
  /** The package that holds Bun for it. */
  readonly runtime: string
  /** The package of the keyring's native code, and its file; absent on Linux, where the keyring is the Secret Service. */
  readonly addon?: { readonly package: string; readonly file: string }
  /** What `file` would say: format and machine, as read.ts finds them. */
  readonly machine: string
  readonly os: "linux" | "darwin" | "win32"
  readonly cpu: "x64" | "arm64"
  readonly libc?: "glibc" | "musl"
  /** Debian's name of the architecture; absent where there is no package for it. */
  readonly debian?: "amd64" | "arm64"
}

const addon = (build: string) => ({ package: `@napi-rs/keyring-${build}`, file: `keyring.${build}.node` })

export const targets: Readonly<Record<Platform, Target>> = {
  "linux-x64": {
    bun: "bun-linux-x64",
    runtime: "@oven/bun-linux-x64",
    machine: "ELF x86-64, /lib64/ld-linux-x86-64.so.2",
    ...{ os: "linux", cpu: "x64", libc: "glibc", debian: "amd64" },
  },
  "linux-arm64": {
    bun: "bun-linux-arm64",
    runtime: "@oven/bun-linux-aarch64",
    machine: "ELF aarch64, /lib/ld-linux-aarch64.so.1",
    ...{ os: "linux", cpu: "arm64", libc: "glibc", debian: "arm64" },
  },
  "linux-x64-musl": {
    bun: "bun-linux-x64-musl",
    runtime: "@oven/bun-linux-x64-musl",
    machine: "ELF x86-64, /lib/ld-musl-x86_64.so.1",
    ...{ os: "linux", cpu: "x64", libc: "musl" },
  },
  "linux-arm64-musl": {
    bun: "bun-linux-arm64-musl",
    runtime: "@oven/bun-linux-aarch64-musl",
    machine: "ELF aarch64, /lib/ld-musl-aarch64.so.1",
    ...{ os: "linux", cpu: "arm64", libc: "musl" },
  },
  "darwin-x64": {
    bun: "bun-darwin-x64",
    runtime: "@oven/bun-darwin-x64",
    addon: addon("darwin-x64"),
    machine: "Mach-O x86-64",
    ...{ os: "darwin", cpu: "x64" },
  },
  "darwin-arm64": {
    bun: "bun-darwin-arm64",
    runtime: "@oven/bun-darwin-aarch64",
    addon: addon("darwin-arm64"),
    machine: "Mach-O arm64",
    ...{ os: "darwin", cpu: "arm64" },
  },
  "win32-x64": {
    bun: "bun-windows-x64",
    runtime: "@oven/bun-windows-x64",
    addon: addon("win32-x64-msvc"),
    machine: "PE x86-64",
    ...{ os: "win32", cpu: "x64" },
  },
}
