import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { folders } from '../setup/checkout.mjs'

/** @typedef {import('../../lib/src/comparison/compareWithExact.js').Agreement & { figure: string }} Row */
/** @typedef {{ title: string, description: string, usermeta: { nnqft: any } } & Record<string, any>} Spec */

/**
 * Writes each figure of an executed notebook as .svg (drawn from the specification that the
 * notebook holds) and .png (the picture that it holds).
 *
 * @param {string} notebook
 * @returns {Promise<Spec[]>} the specifications, with what they carry in `usermeta.nnqft`
 */
export async function saveFigures(notebook) {
  if (!existsSync(notebook)) return []
  const { drawSvg, pngMimeType, vegaLiteMimeType } = await import('nnqft')
  const { cells } = JSON.parse(readFileSync(notebook, 'utf8'))
  /** @type {{ data?: Record<string, any> }[]} */
  const outputs = cells.flatMap((/** @type {any} */ cell) => cell.outputs ?? [])
  const specs = []
  for (const { data } of outputs) {
    const spec = data?.[vegaLiteMimeType]
    if (!data || !spec?.usermeta?.nnqft) continue
    const { figure } = spec.usermeta.nnqft
    const path = join(folders.reproduction, figure)
    writeFileSync(`${path}.svg`, await drawSvg(spec))
    const png = data[pngMimeType]
    if (!png) throw new Error(`${basename(notebook)}: figure ${figure} has no PNG beside its data`)
    writeFileSync(`${path}.png`, Buffer.from(png, 'base64'))
    specs.push(spec)
  }
  return specs
}

/**
 * The rows of the table of agreement that figures carry.
 * @param {Spec[]} specs
 * @returns {Row[]}
 */
export function agreementRows(specs) {
  return specs.flatMap(({ usermeta: { nnqft } }) =>
    nnqft.agreement.map((/** @type {object} */ row) => ({ figure: nnqft.figure, ...row }))
  )
}
