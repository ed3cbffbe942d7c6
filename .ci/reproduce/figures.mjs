import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { folders } from '../setup/checkout.mjs'

/** @typedef {import('../../lib/src/figures/agreement.js').Agreement & { figure: string }} Row */

/**
 * Writes each figure of an executed notebook as .svg (drawn from the specification that the
 * notebook holds) and .png (the picture that it holds).
 *
 * @param {string} notebook
 * @returns {Promise<Row[]>} the rows of agreement that the figures carry
 */
export async function saveFigures(notebook) {
  if (!existsSync(notebook)) return []
  const { drawSvg, pngMimeType, vegaLiteMimeType } = await import('nnqft')
  const { cells } = JSON.parse(readFileSync(notebook, 'utf8'))
  /** @type {{ data?: Record<string, any> }[]} */
  const outputs = cells.flatMap((/** @type {any} */ cell) => cell.outputs ?? [])
  const rows = []
  for (const { data } of outputs) {
    const spec = data?.[vegaLiteMimeType]
    if (!data || !spec?.usermeta?.nnqft) continue
    const { figure, agreement } = spec.usermeta.nnqft
    const path = join(folders.reproduction, figure)
    writeFileSync(`${path}.svg`, await drawSvg(spec))
    const png = data[pngMimeType]
    if (!png) throw new Error(`${basename(notebook)}: figure ${figure} has no PNG beside its data`)
    writeFileSync(`${path}.png`, Buffer.from(png, 'base64'))
    rows.push(...agreement.map((/** @type {object} */ row) => ({ figure, ...row })))
  }
  return rows
}
