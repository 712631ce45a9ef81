import { changesLookDifferent } from "../../config/files.ts"
import { loadProfiles } from "../../config/profiles.ts"
import { printable } from "../../printable.ts"
import { readKnown } from "../../store/known.ts"
import { writePrivate } from "../../sys/disk.ts"
import type { Env } from "../../types.ts"
import { bashForm, type Form, plainForm } from "./forms.ts"
import { type BlockName, blockTitle, type Names, namesIn, namesSource } from "./names-file.ts"
import { type Row, rowsOf } from "./rows.ts"

/**
 * The names of the files as they are now: parsed, and kept for the next time where that may be. Undefined where one of
 * them is a pipe or the like. `now` in milliseconds.
 * Errors: those of the AWS files and of the stores' index.
 */
export function makeNames(env: Env, now = Date.now()): Names | undefined {
  const before = namesSource(env)
  if (before === undefined) return undefined
  const bytes = new Uint8Array(bytesOf(before.head, rowsOf(loadProfiles(env), readKnown(env))))
  // What was parsed is what was looked at if nothing changed meanwhile.
  if (changesLookDifferent(before.changedAt, now) && namesSource(env)?.head === before.head) keep(before.file, bytes)
  return namesIn(bytes, before.head)
}

/** They only save time: a home that cannot be written to goes without. */
function keep(file: string, bytes: Uint8Array): void {
  try {
    writePrivate(file, bytes)
  } catch {
    // The next Tab parses the files again.
  }
}

function bytesOf(head: string, rows: readonly Row[]): Buffer {
  const shown = rows.filter(({ name }) => isPlain(name))
  const blocks: Buffer[] = []
  let places = ""
  let at = 0
  for (const block of blockNames)
    for (const form of [plainForm, bashForm]) {
      const bytes = blockBytes(
        form,
        shown.filter(row => row.blocks.includes(block)),
      )
      places += `${blockTitle(block, form.name)}${at}-${at + bytes.length} `
      at += bytes.length
      blocks.push(bytes)
    }
  return Buffer.concat([Buffer.from(`${head}${places}\n`), ...blocks])
}

const blockNames: readonly BlockName[] = ["profile", "other", "paired", "device", "serial", "domain"]

function blockBytes(form: Form, rows: readonly Row[]): Buffer {
  return Buffer.concat(rows.map(({ name, note }) => Buffer.from(form.row(name, oneLine(note)))).sort(Buffer.compare))
}

/**
 * A name that could move the cursor, break the line or turn the reading order round is not offered: a shell would show
 * it as it is. It can still be typed.
 */
function isPlain(name: string): boolean {
  return name !== "" && printable(name) === name && !/[\t\n]/.test(name)
}

/** Without a colon and a backslash too: see the rows of zsh. */
function oneLine(note: string): string {
  return printable(note.replaceAll(/[\t\n]/g, " ")).replaceAll(/[:\\]/g, " ")
}
