import { encode as encodeJpeg } from "jpeg-js"
import { PNG } from "pngjs"
import { encodeQR } from "qr"

/** A color and how opaque it is. */
type Color = readonly [red: number, green: number, blue: number, opacity: number]

const black: Color = [0, 0, 0, 255]
const white: Color = [255, 255, 255, 255]

/** How a code was drawn or photographed. */
export interface Look {
  readonly ink?: Color
  readonly paper?: Color
  /** Degrees that the camera was turned. */
  readonly turned?: number
  /** How much smaller the far edge is than the near one: 0 is straight on, 0.3 is clearly at an angle. */
  readonly tilt?: number
  /** Shot noise, up to so much either way. */
  readonly noise?: number
}

export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Buffer
}

/** A picture of a QR code of `text`, 600 by 600, with room around it. */
export function qrPicture(text: string, look: Look = {}): Pixels {
  const { ink = black, paper = white, turned = 0, tilt = 0, noise = 0 } = look
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 4 })
  const size = 600
  const data = Buffer.alloc(size * size * 4)
  const angle = (turned * Math.PI) / 180
  let random = 1
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [u, v] = [x / size - 0.5, y / size - 0.5]
      const scale = 1.35 / (1 - tilt * (v + 0.5))
      const [across, down] = [u * scale, v * scale]
      const column = across * Math.cos(angle) + down * Math.sin(angle) + 0.5
      const row = down * Math.cos(angle) - across * Math.sin(angle) + 0.5
      const isInk = rows[Math.floor(row * rows.length)]?.[Math.floor(column * rows.length)] === true
      const color = isInk ? ink : paper
      // A fixed sequence (MINSTD): the same noise in every run.
      random = (random * 48_271) % 2_147_483_647
      const off = Math.round(((random % 1000) / 500 - 1) * noise)
      for (const [at, part] of color.entries())
        data[(y * size + x) * 4 + at] = at === 3 ? part : Math.max(0, Math.min(255, part + off))
    }
  }
  return { width: size, height: size, data }
}

export function pngOf({ width, height, data }: Pixels): Buffer {
  const png = new PNG({ width, height })
  data.copy(png.data)
  return PNG.sync.write(png)
}

export function jpegOf(pixels: Pixels, quality = 80): Buffer {
  return encodeJpeg(pixels, quality).data
}
