/** Holds docs/errors.md against the closed list of codes: one heading a code, with its exit status, in the same order. */
import { codes } from "../src/errors.ts"

const page = await Bun.file("docs/errors.md").text()
const written = [...page.matchAll(/^## `([^`]+)` · exit (\d+)$/gm)].map(([, code, exit]) => `${code} ${exit}`)
const wanted = Object.entries(codes).map(([code, { exit }]) => `${code} ${exit}`)

const missing = wanted.filter(line => !written.includes(line))
const extra = written.filter(line => !wanted.includes(line))
for (const line of missing) console.error(`docs/errors.md lacks a paragraph for ${line}`)
for (const line of extra) console.error(`docs/errors.md explains ${line}, which does not exist`)
const isOrdered =
  written.filter(line => wanted.includes(line)).join() === wanted.filter(line => written.includes(line)).join()
if (!isOrdered) console.error("docs/errors.md has its paragraphs in another order than src/errors.ts its codes")
process.exit(missing.length + extra.length === 0 && isOrdered ? 0 : 1)
