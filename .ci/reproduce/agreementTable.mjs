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

/**
 * What the table says as a whole.
 * @param {import('nnqft').AgreementSummary} summary
 */
export function summaryText(summary) {
  const { count, agree, agreeVaguely, tailNotSampled, disagree, sampled, exceptions } = summary
  const { expectedExceptions, chiSquared, degreesOfFreedom, chiSquaredProbability } = summary
  return (
    `Of ${count} different numbers ${agree} agree with the exact ones within three standard errors ` +
    `(${agreeVaguely} of them with an error above half of the value), of ${tailNotSampled} the tail is not sampled, ` +
    `${disagree} disagree. Of the ${sampled} whose error is that of random draws ${exceptions} lie beyond three ` +
    `standard errors, where ${short(expectedExceptions, 2)} are expected; their χ² is ${short(chiSquared)} for ` +
    `${degreesOfFreedom} degrees of freedom (probability ${short(chiSquaredProbability, 2)}).`
  )
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
