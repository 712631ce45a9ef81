/**
 * node:fs, imported by whoever first needs it. The warm road (`guise process`, `guise exec` with credentials in the
 * cache) does without: under Bun importing it costs 1.3 ms, a third of an empty program's whole life. So whatever lies
 * on that road reads through `read.ts` and writes through `write.ts`, and everything else on it asks here.
 */
export function nodeFs(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs")
}
