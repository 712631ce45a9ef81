import { type Form, plainForm } from "./forms.ts"
import { type BlockName, type Bytes, blockOf, lineEnd, type Names, type Range, textOf } from "./names-file.ts"
import type { NameKind } from "./values.ts"

/** More than this are shown by their domains first. */
const many = 100

export interface Wanted {
  readonly kind: NameKind
  /** What the names begin with. */
  readonly typed: string
  readonly form: Form
  /** Names that look like flags fit as well: where a flag that wants a value stands before. */
  readonly dashes: boolean
}

/**
 * The rows of the names that fit, in that form and as they are kept. They are sorted, so those with one beginning stand
 * together, and ten thousand are cut out in one piece: to walk over them, or to make text of them, takes longer than an
 * empty program lives. When there are many, those of one domain stand as one, `domain:`, to go on from.
 */
export function rowsFitting(names: Names, wanted: Wanted): Bytes {
  // A line's end, and what stands behind a name, is no part of one.
  if (wanted.typed.includes("\n") || wanted.typed.includes("\t")) return new Uint8Array()
  if (wanted.kind !== "section") return joined(piecesOf(wanted.kind, names, wanted))
  return joined([...piecesOf("profile", names, wanted), ...piecesOf("other", names, wanted)])
}

/** Rows of a block without some that stand together, and with others in their place. */
interface Cut extends Range {
  readonly instead: string
}

function piecesOf(block: BlockName, names: Names, { typed, form, dashes }: Wanted): readonly Bytes[] {
  const { bytes } = names
  const whole = blockOf(names, block, form)
  const rangeOf = (beginning: string) => rangeIn(bytes, whole, form.spell(beginning))
  const range = rangeOf(typed)
  const cuts: Cut[] = []
  const withoutDashes = !dashes && typed === ""
  if (withoutDashes) cuts.push({ ...rangeOf("-"), instead: "" })
  if (!typed.includes(":") && hasMany(bytes, range)) {
    for (const domain of domainsIn(names, typed)) {
      const own = rangeOf(`${domain}:`)
      if (hasSeveral(bytes, own) && !(withoutDashes && domain.startsWith("-")))
        cuts.push({ ...own, instead: form.row(`${domain}:`, "a domain") })
    }
  }
  return withCuts(bytes, range, cuts)
}

function withCuts(bytes: Bytes, range: Range, cuts: readonly Cut[]): readonly Bytes[] {
  const pieces: Bytes[] = []
  let at = range.start
  for (const { start, end, instead } of [...cuts].sort((a, b) => a.start - b.start)) {
    if (start === end) continue
    pieces.push(bytes.subarray(at, start), new TextEncoder().encode(instead))
    at = end
  }
  return [...pieces, bytes.subarray(at, range.end)]
}

/** One piece, without being copied where it is one already. */
export function joined(pieces: readonly Bytes[]): Bytes {
  const [only, second] = pieces
  if (only !== undefined && second === undefined) return only
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** The rows of a block that begin so, found by halves. */
function rangeIn(bytes: Bytes, block: Range, beginning: string): Range {
  if (beginning === "") return block
  const wanted = new TextEncoder().encode(beginning)
  return { start: firstRow(bytes, block, wanted, 0), end: firstRow(bytes, block, wanted, 1) }
}

/** Where the first row is that does not stand before those that begin so (0), or that stands behind them (1). */
function firstRow(bytes: Bytes, { start, end }: Range, wanted: Bytes, least: 0 | 1): number {
  let from = start
  let to = end
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    const row = Math.max(from, bytes.lastIndexOf(lineEnd, middle - 1) + 1)
    if (compared(bytes, row, wanted) >= least) to = row
    else from = bytes.indexOf(lineEnd, middle) + 1
  }
  return from
}

/** Negative: the row stands before those that begin so; zero: it is one of them. */
function compared(bytes: Bytes, row: number, wanted: Bytes): number {
  for (let at = 0; at < wanted.length; at += 1) {
    const difference = (bytes[row + at] ?? 0) - (wanted[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function hasMany(bytes: Bytes, { start, end }: Range): boolean {
  let at = start
  for (let count = 0; count <= many; count += 1) {
    if (at >= end) return false
    at = bytes.indexOf(lineEnd, at) + 1
  }
  return true
}

function hasSeveral(bytes: Bytes, { start, end }: Range): boolean {
  return start < end && bytes.indexOf(lineEnd, start) + 1 < end
}

function domainsIn(names: Names, typed: string): readonly string[] {
  const { start, end } = rangeIn(names.bytes, blockOf(names, "domain", plainForm), typed)
  const rows = textOf(names.bytes.subarray(start, end)).split("\n")
  return rows.flatMap(row => (row === "" ? [] : [row.slice(0, row.indexOf("\t"))]))
}
