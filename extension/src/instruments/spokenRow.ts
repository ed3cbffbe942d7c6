import type { JsonObject } from '../renderer/safeSpec.js'

/** Fields by which layers of this extension and of Vega mark their rows. */
const internalField = /^(__|nnqft|band(Low|High)$|binEnd$)/

/** What is said of a mark: the fields of its row, numbers with as many digits as a listener can keep. */
export function spokenRow(row: JsonObject): string {
  const fields = Object.entries(row).filter(
    ([name, value]) =>
      !internalField.test(name) && ['string', 'number', 'boolean'].includes(typeof value)
  )
  return fields.map(([name, value]) => `${name}: ${spoken(value)}`).join('; ')
}

/** Four digits; the data table has all of them. */
function spoken(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value)
}
