import { resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")
const ours = resolve(root, "node_modules/.bin")

/** The Node that the machine has (20 or newer), and the one that tests bring; npm puts the latter before the former. */
export const nodes: readonly { readonly name: string; readonly node: string }[] = [
  named(Bun.which("node", { PATH: pathWithout(ours) }) ?? resolve(ours, "node")),
  named(resolve(ours, "node")),
]

/** The machine's own. */
export const [oldest] = nodes as readonly [(typeof nodes)[number], ...typeof nodes]

function named(node: string): { readonly name: string; readonly node: string } {
  return { name: `Node ${Bun.spawnSync([node, "--version"]).stdout.toString().trim()}`, node }
}

function pathWithout(folder: string): string {
  const folders = (process.env.PATH ?? "").split(":")
  return folders.filter(each => each !== folder && !each.endsWith("node_modules/.bin")).join(":")
}
