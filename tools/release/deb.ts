import { execFileSync } from "node:child_process"
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { Platform } from "../../src/sys/native-binary.ts"
import { momentOf } from "./moment.ts"
import type { Places } from "./npm.ts"
import { targets } from "./platforms.ts"
import { layShare } from "./share.ts"

/**
 * Builds the Debian package of a platform, without root, into `places.into`. Answers its path; undefined where Debian has
 * no name for it. `compression` is dpkg-deb's.
 */
export function debFor(
  platform: Platform,
  binary: string,
  places: Places,
  compression: "xz" | "none" = "xz",
): string | undefined {
  const architecture = targets[platform].debian
  if (architecture === undefined) return undefined
  const { version, description } = JSON.parse(readFileSync(join(places.root, "package.json"), "utf8"))
  const folder = mkdtempSync(join(tmpdir(), "guise-deb-"))
  const to = join(places.into, `guise_${version}-1_${architecture}.deb`)
  try {
    chmodSync(folder, 0o755)
    layShare(places, join(folder, "usr"), { compressed: true })
    layDoc(places.root, join(folder, "usr/share/doc/guise"), version)
    install(binary, join(folder, "usr/bin"), "guise")
    const facts = { version, description, architecture, kilobytes: sizeOf(folder) }
    mkdirSync(join(folder, "DEBIAN"))
    writeFileSync(join(folder, "DEBIAN/control"), control(facts))
    normalise(folder)
    mkdirSync(places.into, { recursive: true })
    execFileSync("dpkg-deb", ["--root-owner-group", `-Z${compression}`, "--build", folder, to], {
      stdio: ["ignore", "ignore", "pipe"],
      // dpkg-deb puts it in the place of the files' own times.
      env: { ...process.env, SOURCE_DATE_EPOCH: String(momentOf(places.root)) },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return to
}

/** Policy 12.5 and 4.4: what one may do with it, and what is new in it and in its packaging. */
function layDoc(root: string, folder: string, version: string): void {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), gzipSync(text, { level: 9 }))
  writeFileSync(join(folder, "copyright"), copyright)
  write("changelog.Debian.gz", packagingLog(version, momentOf(root)))
  write("changelog.gz", readFileSync(join(root, "CHANGELOG.md"), "utf8"))
}

function install(file: string, folder: string, name: string): void {
  mkdirSync(folder, { recursive: true })
  cpSync(file, join(folder, name))
  chmodSync(join(folder, name), 0o755)
}

/** Policy 10.9: folders 0755, files 0644, programs 0755, whatever the umask of who builds, and the bits of its folders. */
function normalise(folder: string): void {
  execFileSync("chmod", ["-R", "a-st,u=rwX,go=rX", folder])
}

/**
 * Installed-Size, in kilobytes: one for each folder, since what those take is another number on every file system
 * (deb-substvars(5)).
 */
function sizeOf(folder: string): number {
  const sizes = readdirSync(folder, { withFileTypes: true }).map(entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? sizeOf(path) : Math.ceil(statSync(path).size / 1024)
  })
  return sizes.reduce((sum, size) => sum + size, 1)
}

interface Facts {
  readonly version: string
  readonly description: string
  readonly architecture: string
  readonly kilobytes: number
}

/** The binary carries its runtime: of the system it wants the C library. */
function control({ version, description, architecture, kilobytes }: Facts): string {
  return `Package: guise
Version: ${version}-1
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.17)
Recommends: bash-completion
Suggests: gnome-keyring | pass, yubikey-manager
Section: admin
Priority: optional
Description: short-lived AWS credentials from the profiles one has
 ${description}
 .
 guise turns the profiles of the AWS files into short-lived credentials, and
 hands them to one command, one shell or one SDK. Long-lived keys stay locked
 away.
`
}

/** https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/ */
const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Comment: What others wrote and the binary contains is listed in THIRD-PARTY-LICENSES.

Files: *
Copyright: the guise authors
License: Apache-2.0
 On Debian systems the text of the licence is in /usr/share/common-licenses/Apache-2.0.
`

/** Debian's own form. */
function packagingLog(version: string, moment: number): string {
  const day = new Date(moment * 1000).toUTCString().replace("GMT", "+0000")
  return `guise (${version}-1) unstable; urgency=medium\n\n  * Built from version ${version}.\n\n -- ${maintainer}  ${day}\n`
}

const maintainer = "The guise maintainers <maintainers@guise.invalid>"
