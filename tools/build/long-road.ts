import { renameSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { BunPlugin } from "bun"

/** Bundles the module `from`, with the chunks that it loads lazily, into `folder`, under its own name. */
export async function bundleLongRoad(from: string, folder: string): Promise<void> {
  await Bun.build({
    entrypoints: [from],
    outdir: folder,
    target: "bun",
    format: "esm",
    splitting: true,
    conditions: ["module"],
    plugins: [withoutDefaults],
  })
  renameSync(join(folder, basename(from).replace(/ts$/, "js")), join(folder, basename(from)))
}

/**
 * guise tells every SDK client its transport and its keys (src/aws/client.ts). What the SDK would take by itself is left
 * out: the transport that loads `node:https`, a tenth of what a cold start takes, for the one that guise's is made of, as
 * in the SDK's own builds for browsers; and the search for credentials, another tenth, which must never be begun.
 */
const defaults = {
  "@smithy/node-http-handler": import.meta.resolve("./transport.ts"),
  "@aws-sdk/credential-provider-node": import.meta.resolve("./no-search.ts"),
} as const

const withoutDefaults: BunPlugin = {
  name: "without-defaults",
  setup(build) {
    for (const [name, instead] of Object.entries(defaults))
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({
        path: fileURLToPath(instead),
      }))
  },
}
