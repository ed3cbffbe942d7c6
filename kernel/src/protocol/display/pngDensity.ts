const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** 72 dots per inch in the pixels per metre of a pHYs chunk, rounded as encoders do. */
const pixelsPerMetreAt72Dpi = 72 / 0.0254

/** Size in CSS pixels at which a picture should be shown. */
export interface DisplaySize {
  readonly width: number
  readonly height: number
}

/**
 * Size at which a PNG of more than 72 dpi should be shown (pHYs chunk of the PNG specification,
 * section 11.3.5.3): a picture of 144 dpi has twice the pixels each way. Undefined for a picture
 * without density or of no more than 72 dpi.
 */
export function pngDisplaySize(png: Uint8Array): DisplaySize | undefined {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(signature)) return undefined
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === 'pHYs' && length === 9 && at + 17 <= bytes.length) {
      const inMetres = bytes[at + 16] === 1
      const scale = bytes.readUInt32BE(at + 8) / pixelsPerMetreAt72Dpi
      if (!inMetres || scale < 1.01) return undefined
      return { width: Math.round(width / scale), height: Math.round(height / scale) }
    }
    if (type === 'IDAT') return undefined
    at += 12 + length
  }
  return undefined
}
