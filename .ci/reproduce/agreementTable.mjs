/** @typedef {import('./figures.mjs').Row} Row */

/** Columns of the table of agreement, as text; `number` ones are set to the right. */
export const columns = [
  { title: 'figure', text: (/** @type {Row} */ row) => row.figure },
  { title: 'quantity', text: (/** @type {Row} */ row) => row.quantity },
  { title: "talk's claim", text: (/** @type {Row} */ row) => row.claim },
  {
    title: 'measured',
    number: true,
    text: (/** @type {Row} */ row) => `${short(row.measured)} ± ${short(row.standardError, 2)}`
  },
  { title: 'exact', number: true, text: (/** @type {Row} */ row) => short(row.exact) },
  { title: 'agreement', text: (/** @type {Row} */ row) => row.verdict }
]

/**
 * The table of agreement as aligned text.
 * @param {Row[]} rows
 */
export function agreementTable(rows) {
  const body = rows.map((row) => columns.map(({ text }) => text(row)))
  const titles = columns.map(({ title }) => title)
  const widths = titles.map((_, i) => Math.max(...[titles, ...body].map((line) => length(line[i]))))
  const rule = widths.map((width) => '─'.repeat(width))
  return [titles, rule, ...body].map((line) => aligned(line, widths)).join('\n')
}

/** @param {string[]} line @param {number[]} widths */
function aligned(line, widths) {
  return line
    .map((text, i) => text + ' '.repeat(widths[i] - length(text)))
    .join('  ')
    .trimEnd()
}

/** Characters as a terminal shows them. @param {string} text */
function length(text) {
  return [...text].length
}

/** @param {number} value */
function short(value, digits = 4) {
  const rounded = Number(value.toPrecision(digits))
  return Math.abs(rounded) >= 1e5 ? rounded.toExponential() : String(rounded)
}
