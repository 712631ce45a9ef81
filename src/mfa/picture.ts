import { GuiseError } from "../errors.ts"

/** Pixels of four bytes each, red, green, blue and opacity, row by row. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A few bytes can say that they are a picture of a million by a million: what is larger than any camera's is not opened. */
const mostPixels = 100_000_000

/**
 * The picture in the bytes of a PNG or JPEG file. `file` is its name, for errors.
 * Error: `file-malformed`, saying what else it is where that can be told.
 */
export async function pictureIn(bytes: Buffer, file: string): Promise<Picture> {
  const kind = kinds.find(({ starts }) => starts.test(bytes.toString("latin1", 0, 16)))
  if (kind === undefined) throw unusable(file, "is no picture that is known here")
  if (kind.decode === undefined) throw unusable(file, `is ${kind.name}`)
  const picture = await kind.decode(bytes).catch(() => undefined)
  if (picture === undefined) throw unusable(file, `begins as ${kind.name}, and cannot be read as one`)
  if (picture === "too-large") throw unusable(file, "has more pixels than any camera takes")
  return picture
}

interface Kind {
  readonly name: string
  readonly starts: RegExp
  readonly decode?: (bytes: Buffer) => Promise<Picture | "too-large">
}

/** What files begin with. https://en.wikipedia.org/wiki/List_of_file_signatures */
const kinds: readonly Kind[] = [
  { name: "a PNG picture", starts: /^\x89PNG\r\n/, decode: decodePng },
  { name: "a JPEG picture", starts: /^\xff\xd8\xff/, decode: decodeJpeg },
  { name: "a GIF picture", starts: /^GIF8/ },
  { name: "a WebP picture", starts: /^RIFF....WEBP/s },
  { name: "a HEIC or AVIF picture", starts: /^....ftyp/s },
  { name: "a PDF document", starts: /^%PDF/ },
  { name: "a BMP picture", starts: /^BM/ },
  { name: "an SVG picture", starts: /^\s*<(\?xml|svg)/ },
]

async function decodePng(bytes: Buffer): Promise<Picture | "too-large"> {
  // PNG specification §11.2.2: the first chunk is IHDR, and begins with width and height.
  if (bytes.readUInt32BE(16) * bytes.readUInt32BE(20) > mostPixels) return "too-large"
  const { PNG } = await import("pngjs")
  return PNG.sync.read(bytes)
}

async function decodeJpeg(bytes: Buffer): Promise<Picture | "too-large"> {
  const { decode } = await import("jpeg-js")
  try {
    return decode(bytes, { useTArray: true, maxResolutionInMP: mostPixels / 1e6, maxMemoryUsageInMB: 2048 })
  } catch (error) {
    if (error instanceof Error && /^max(Resolution|Memory)/.test(error.message)) return "too-large"
    throw error
  }
}

function unusable(file: string, what: string): GuiseError {
  return new GuiseError("file-malformed", `${file} ${what}; a QR code is read from a PNG or JPEG picture.`, {
    hint: "save a screenshot of the QR code as PNG",
  })
}
