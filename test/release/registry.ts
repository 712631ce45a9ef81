import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

/** A package as the registry has it. */
export interface Published {
  /** Its package.json. */
  readonly manifest: Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string }
  /** Path of its tarball; absent for one that nobody may fetch here. */
  readonly tarball?: string
}

/** A registry on loopback with these packages and no others, spoken to by the real npm. */
export function openRegistry(packages: readonly Published[]): { readonly url: string; close(): Promise<void> } {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch({ url }): Response {
      const { origin, pathname } = new URL(url)
      const path = decodeURIComponent(pathname.slice(1))
      const file = packages.find(({ manifest, tarball }) => tarball !== undefined && path === `-/${manifest.name}.tgz`)
      if (file?.tarball !== undefined) return new Response(Bun.file(file.tarball))
      const found = packages.find(({ manifest }) => manifest.name === path)
      return found === undefined ? new Response("{}", { status: 404 }) : Response.json(documentOf(found, `${origin}/`))
    },
  })
  return { url: server.url.href, close: () => server.stop(true) }
}

function documentOf({ manifest, tarball }: Published, at: string): object {
  const { name, version } = manifest
  const bytes = tarball === undefined ? "" : readFileSync(tarball)
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`
  const dist = { tarball: `${at}-/${name}.tgz`, integrity }
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } }
}
