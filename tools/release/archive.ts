import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

/**
 * Packs names of a folder into `to` (.tar.gz): sorted, nobody's, of one moment, readable by all whatever the umask of who
 * builds, so that the same files are the same archive.
 */
export function pack(folder: string, names: readonly string[], to: string, moment: number): void {
  const own = [
    "--sort=name",
    "--owner=0",
    "--group=0",
    "--numeric-owner",
    "--mode=a-st,u+rwX,go+rX,go-w",
    `--mtime=@${moment}`,
    "--format=ustar",
  ]
  const tar = execFileSync("tar", ["-C", folder, ...own, "-cf", "-", ...names], { maxBuffer: 2 ** 30 })
  // Without its own name and time in the head.
  execFileSync("sh", ["-c", 'exec gzip -6n > "$1"', "sh", to], { input: tar, maxBuffer: 2 ** 30 })
}

/** SHA-256 of a file, in hexadecimal digits. */
export function sha256Of(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex")
}
