import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Platform } from "../../src/sys/native-binary.ts"

/** Where Homebrew asks which machine it is on, and the platform that fits. */
const places: readonly (readonly [system: string, cpu: string, platform: Platform])[] = [
  ["macos", "arm", "darwin-arm64"],
  ["macos", "intel", "darwin-x64"],
  ["linux", "arm", "linux-arm64"],
  ["linux", "intel", "linux-x64"],
]

/** What was built for a platform, and its hash. */
export interface Archive {
  readonly platform: Platform
  /** Name of the file. */
  readonly name: string
  readonly sha256: string
}

/**
 * A Homebrew formula over archives that were built. `from` is the address of the folder they will lie in.
 * Error: an archive that is missing, by its platform.
 */
export function formulaOf(archives: readonly Archive[], from: string, root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  return `class Guise < Formula
  desc "Short-lived AWS credentials from the profiles one has"
  homepage "${from.replace(/\/releases\b.*$/, "")}"
  version "${version}"
  license "Apache-2.0"

${["macos", "linux"].map(system => systemBlock(system, archives, from)).join("\n")}
  def install
    bin.install "bin/guise"
    man1.install Dir["share/man/man1/*"]
    bash_completion.install "share/bash-completion/completions/guise"
    zsh_completion.install "share/zsh/site-functions/_guise"
    fish_completion.install "share/fish/vendor_completions.d/guise.fish"
    doc.install Dir["share/doc/guise/*"]
  end

  test do
    assert_equal version.to_s, shell_output("#{bin}/guise --version").strip
  end
end
`
}

function systemBlock(system: string, archives: readonly Archive[], from: string): string {
  const blocks = places.flatMap(([on, cpu, platform]) => {
    if (on !== system) return []
    const archive = archives.find(each => each.platform === platform)
    if (archive === undefined) throw new Error(`The formula wants an archive for ${platform}, and none was built.`)
    return [`    on_${cpu} do\n      url "${from}/${archive.name}"\n      sha256 "${archive.sha256}"\n    end\n`]
  })
  return `  on_${system} do\n${blocks.join("")}  end\n`
}
