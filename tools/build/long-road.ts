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
    plugins: [withoutDefaultTransport],
  })
  renameSync(join(folder, basename(from).replace(/ts$/, "js")), join(folder, basename(from)))
}

/**
 * guise gives every SDK client its own transport (src/aws/client.ts). The SDK's default one loads `node:https` with it,
 * a tenth of what a cold start takes: in its place stands the one that guise's is made of, as in the SDK's own builds
 * for browsers.
 */
const withoutDefaultTransport: BunPlugin = {
  name: "without-default-transport",
  setup(build) {
    build.onResolve({ filter: /^@smithy\/node-http-handler$/ }, () => ({
      path: fileURLToPath(import.meta.resolve("./transport.ts")),
    }))
  },
}
