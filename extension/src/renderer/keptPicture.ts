import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'

/** Milliseconds of rest before a picture is kept: outputs may follow each other fast. */
export const keepingDelay = 500

/** Whether a model is the output of a cell, saved with its notebook, that has no picture yet. */
export function lacksPicture(model: IRenderMime.IMimeModel): boolean {
  return 'type' in model && !('image/png' in model.data)
}

/**
 * The data and metadata of an output with a picture.
 *
 * @param address of the picture, a data URL of PNG
 * @param scale its pixels per pixel of the page
 */
export function withPicture(
  { data, metadata }: IRenderMime.IMimeModel,
  address: string,
  scale: number
): IRenderMime.IMimeModel.ISetDataOptions {
  const [, png] = address.split(',')
  const { width, height } = pngSize(png)
  const size = { width: Math.round(width / scale), height: Math.round(height / scale) }
  return {
    data: { ...data, 'image/png': png },
    metadata: { ...metadata, 'image/png': size }
  }
}

/** Size in pixels, from the first chunk of a PNG in base64. */
function pngSize(png: string): { width: number; height: number } {
  const header = Uint8Array.from(atob(png.slice(0, 32)), (sign) => sign.charCodeAt(0))
  const view = new DataView(header.buffer)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}
