import { readFileSync, statSync } from "node:fs"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { type Picture, pictureIn } from "./picture.ts"
import { readSeed } from "./seed.ts"

/** Bytes. Photographs have a few million. */
const mostBytes = 64 << 20

/**
 * The seed in a picture of a QR code, a screenshot or a photograph, as the `otpauth://` URI that stores keep.
 * Errors: `file-unreadable`, `file-malformed` (no picture, or no QR code in it), `usage` (the code holds no seed of AWS's
 * kind). What the code holds never is in one.
 */
export async function seedInPicture(file: string): Promise<string> {
  const text = await qrIn(await pictureIn(read(file), file))
  if (text === undefined)
    throw new GuiseError("file-malformed", `No QR code was found in ${file}.`, {
      hint: "take the picture from nearer and straight on, or save a screenshot; `guise mfa add` without --qr asks for the key",
    })
  return readSeed(text, `The QR code in ${file}`)
}

/** The text of the first QR code that is found; undefined when there is none. */
async function qrIn(picture: Picture): Promise<string | undefined> {
  const { decodeQR } = await import("qr/decode.js")
  for (const look of looksOf(picture)) {
    try {
      return decodeQR(look, { format: "RGBA", effort: Number.POSITIVE_INFINITY, timeLimit: 5000 })
    } catch {
      // It was not found so; the next may do.
    }
  }
  return undefined
}

/** Degrees. Of codes seen at an angle the reader misses one in ten, and finds nearly each of those when it is turned. */
const turns = [8, -8, 25, 45] as const

/** What is transparent is seen on paper of either colour: a dark code on nothing, or a bright one. */
function* looksOf(picture: Picture): Generator<Picture> {
  const onWhite = laidOn(255, picture)
  yield onWhite
  if (isTransparent(picture)) yield laidOn(0, picture)
  for (const degrees of turns) yield turned(degrees, onWhite)
}

function isTransparent({ data }: Picture): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true
  return false
}

function laidOn(paper: number, { width, height, data }: Picture): Picture {
  const flat = Uint8Array.from(data)
  for (let at = 0; at < flat.length; at += 4) {
    const opacity = (flat[at + 3] ?? 255) / 255
    for (let color = at; color < at + 3; color++) flat[color] = (flat[color] ?? 0) * opacity + paper * (1 - opacity)
    flat[at + 3] = 255
  }
  return { width, height, data: flat }
}

/** The same, turned about its middle; what was outside is white. */
function turned(degrees: number, { width, height, data }: Picture): Picture {
  const [across, down] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const from = new Uint32Array(data.buffer, data.byteOffset, width * height)
  const to = new Uint32Array(width * height).fill(0xffffffff)
  for (let at = 0; at < to.length; at++) {
    const [x, y] = [(at % width) - width / 2, Math.floor(at / width) - height / 2]
    const column = Math.round(x * across - y * down + width / 2)
    const row = Math.round(x * down + y * across + height / 2)
    if (column >= 0 && column < width && row >= 0 && row < height) to[at] = from[row * width + column] ?? 0
  }
  return { width, height, data: new Uint8Array(to.buffer) }
}

function read(file: string): Buffer {
  try {
    const { size } = statSync(file)
    if (size > mostBytes)
      throw new GuiseError("file-malformed", `${file} has ${size >> 20} MiB, which is no picture of a QR code.`)
    return readFileSync(file)
  } catch (cause) {
    if (cause instanceof GuiseError) throw cause
    const { code = "an unknown error" } = cause as NodeJS.ErrnoException
    throw new GuiseError("file-unreadable", `The picture ${file} cannot be read: ${code}.`, {
      hint: `ls -l ${quoted(file)}`,
      cause,
    })
  }
}
