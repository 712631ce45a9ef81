import { afterAll, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { GuiseError } from "../../src/errors.ts"
import { seedInPicture } from "../../src/mfa/qr.ts"
import { jpegOf, type Look, pngOf, qrPicture } from "./qr-pictures.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-qr-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
const asInTheConsole = `otpauth://totp/Amazon%20Web%20Services:alice@111122223333?secret=${secret}&issuer=Amazon%20Web%20Services`

let files = 0
function file(bytes: Uint8Array | string): string {
  const path = join(folder, `${files++}`)
  writeFileSync(path, bytes)
  return path
}

const secretIn = async (bytes: Uint8Array) => new URL(await seedInPicture(file(bytes))).searchParams.get("secret")

describe("the code of the console is read", () => {
  test.each<[sentence: string, look: Look]>([
    ["from a screenshot", {}],
    ["with bright ink on dark paper", { ink: [235, 235, 235, 255], paper: [20, 20, 30, 255] }],
    ["in two colors", { ink: [0, 40, 120, 255], paper: [255, 240, 200, 255] }],
    ["with little contrast", { ink: [90, 90, 90, 255], paper: [150, 150, 150, 255] }],
    ["dark, on nothing", { paper: [0, 0, 0, 0] }],
    ["bright, on nothing", { ink: [255, 255, 255, 255], paper: [255, 255, 255, 0] }],
    ["upside down", { turned: 180 }],
    ["turned a little", { turned: 17 }],
    ["photographed at an angle", { turned: 8, tilt: 0.3 }],
    ["photographed at an angle that the reader misses", { turned: 17, tilt: 0.15 }],
    ["in a grainy photograph", { noise: 60, tilt: 0.15, turned: -12 }],
  ])("%s, PNG", async (_sentence, look) => {
    expect(await secretIn(pngOf(qrPicture(asInTheConsole, look)))).toBe(secret)
  })

  test.each<[sentence: string, look: Look, quality: number]>([
    ["a photograph at an angle", { turned: 5, tilt: 0.25, noise: 20 }, 75],
    ["a picture that was pressed hard", {}, 20],
  ])("%s, JPEG", async (_sentence, look, quality) => {
    expect(await secretIn(jpegOf(qrPicture(asInTheConsole, look), quality))).toBe(secret)
  })

  test("whatever the file is called, with its account kept", async () => {
    expect(await seedInPicture(file(pngOf(qrPicture(asInTheConsole))))).toBe(
      `otpauth://totp/Amazon%20Web%20Services%3Aalice%40111122223333?secret=${secret}&issuer=Amazon%20Web%20Services&algorithm=SHA1&digits=6&period=30`,
    )
  })
})

/** What it ends with, the file called FILE in it. */
async function errorOf(path: string): Promise<string> {
  try {
    return await seedInPicture(path)
  } catch (error) {
    if (!(error instanceof GuiseError)) throw error
    return `${error.code}: ${error.message}`.replaceAll(path, "FILE")
  }
}

/** The beginning of a PNG of `width` by `height`, as its IHDR chunk says; nothing follows. */
function pngHead(width: number, height: number): Buffer {
  const head = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")
  const size = Buffer.alloc(17)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  return Buffer.concat([head, size])
}

describe("everything else is refused, with what it is", () => {
  const straight = pngOf(qrPicture(asInTheConsole))
  const wanted = "; a QR code is read from a PNG or JPEG picture."
  test.each<[sentence: string, bytes: Uint8Array | string, expected: string]>([
    ["an empty file", "", `file-malformed: FILE is no picture that is known here${wanted}`],
    ["a text", asInTheConsole, `file-malformed: FILE is no picture that is known here${wanted}`],
    ["a GIF", "GIF89a......", `file-malformed: FILE is a GIF picture${wanted}`],
    ["a WebP", "RIFF\x10\0\0\0WEBPVP8 ", `file-malformed: FILE is a WebP picture${wanted}`],
    ["a HEIC, as phones take them", "\0\0\0\x18ftypheic", `file-malformed: FILE is a HEIC or AVIF picture${wanted}`],
    ["a PDF", "%PDF-1.7", `file-malformed: FILE is a PDF document${wanted}`],
    [
      "half a PNG",
      straight.subarray(0, straight.length / 2),
      `file-malformed: FILE begins as a PNG picture, and cannot be read as one${wanted}`,
    ],
    [
      "the first bytes of a PNG",
      straight.subarray(0, 10),
      `file-malformed: FILE begins as a PNG picture, and cannot be read as one${wanted}`,
    ],
    [
      "a JPEG that is none",
      Buffer.from("ffd8ff00", "hex"),
      `file-malformed: FILE begins as a JPEG picture, and cannot be read as one${wanted}`,
    ],
    [
      "a PNG that would fill the memory",
      pngHead(1_000_000, 1_000_000),
      `file-malformed: FILE has more pixels than any camera takes${wanted}`,
    ],
    [
      "a picture without a code",
      pngOf({ width: 64, height: 64, data: Buffer.alloc(64 * 64 * 4, 200) }),
      "file-malformed: No QR code was found in FILE.",
    ],
    ["a web address", pngOf(qrPicture("https://example.com/a/b")), "usage: The QR code in FILE is no otpauth:// URI."],
    [
      "an export of Google Authenticator",
      pngOf(qrPicture("otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU")),
      "usage: The QR code in FILE is an export of Google Authenticator (otpauth-migration://), which holds all of its accounts in one.",
    ],
  ])("%s", async (_sentence, bytes, expected) => {
    expect(await errorOf(file(bytes))).toBe(expected)
  })

  test("a file that is not there, and a folder", async () => {
    expect(await errorOf(join(folder, "nowhere"))).toBe("file-unreadable: The picture FILE cannot be read: ENOENT.")
    expect(await errorOf(folder)).toBe("file-unreadable: The picture FILE cannot be read: EISDIR.")
  })
})
