import { afterAll } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

/** Names that shells read something else in. A shell that runs one of them makes the file `ran` where it stands. */
export const hostile = [
  "zz $(touch ran)",
  "zz `touch ran`;touch ran",
  "zz 'single' \"double\"",
  "zz \\n \\x41 %s",
  "zz !x ~ * ? {a,b} [c] #d",
  "zz a&b|c<d>e",
  "zz é☃𝄞",
  "zz:x: y=z",
] as const

/** Names that are as names are. */
export const plain = ["alice", "prod-admin", "prod-read", "work:dev", "work:prod"] as const

/** Somebody's home, in which `guise` is the built program. */
export interface Place {
  readonly folder: string
  readonly cache: string
  /** The file that a hostile name, if it is run, makes. */
  readonly ran: string
  readonly env: Readonly<Record<string, string>>
}

let count = 0
const root = mkdtempSync(join(tmpdir(), "guise-completion-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Opens a home with these profiles in it, roles of alice all of them; gone when the test file is through. */
export function openPlace(names: readonly string[] = [...plain, ...hostile]): Place {
  const folder = join(root, String(count++))
  const bin = join(folder, "bin")
  for (const made of [bin, join(folder, ".aws"), join(folder, "xdg/config")]) mkdirSync(made, { recursive: true })
  symlinkSync(resolve(import.meta.dirname, "../../dist/guise"), join(bin, "guise"))
  writeFileSync(join(folder, ".aws/config"), names.map(sectionOf).join("\n"))
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ""}`,
    HOME: folder,
    LANG: "C.UTF-8",
    TERM: "xterm",
    XDG_CACHE_HOME: join(folder, "xdg/cache"),
    XDG_CONFIG_HOME: join(folder, "xdg/config"),
    XDG_DATA_HOME: join(folder, "xdg/data"),
  }
  return { folder, cache: join(folder, "xdg/cache/guise"), ran: join(folder, "ran"), env }
}

/** A profile's section, with its name quoted as the AWS CLI would. */
export function sectionOf(name: string): string {
  const title = /^[\w:-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
  const said =
    name === "alice"
      ? "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nmfa_serial = arn:aws:iam::111122223333:mfa/alice\n"
      : "role_arn = arn:aws:iam::123456789012:role/Some\nsource_profile = alice\n"
  return `[profile ${title}]\n${said}`
}

/** Runs a command in that home, all streams piped. */
export function runIn(place: Place, command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr, exitCode } = Bun.spawnSync([...command], {
    env: { ...place.env, ...env },
    cwd: place.folder,
    stdin: "ignore",
  })
  return { stdout: stdout.toString(), stderr: stderr.toString(), status: exitCode }
}
