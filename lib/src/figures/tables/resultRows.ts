import { ParameterError, requireObject, requireObjects } from '../../numerics/parameterError.js'
import type { Row } from '../parts/figureRows.js'
import { cellOf, isList, isObject, listOf, plainRow, type Result } from './plainRow.js'
import { vertexParts, vertexRows } from './vertexRows.js'

type Column = readonly [name: string, values: readonly unknown[]]

/**
 * A result as rows of plain values, for `dataFrame`, `plot`, a file or another language. What it is computed on makes the rows:
 * combinations of fields (Green functions, couplings), scales (flows), values of sigmaW, widths or cutoffs (sweeps); potentials
 * have a row for every scale and field, vertices on points one for every scale, vertex and combination of fields, maps one for every
 * place. Columns are the result's own fields, `value` for one of its `values`; `couplings` and what has its shape become u2, u4, …,
 * `u2 error` and so on. Any other result, such as a fixed point, is one row. Of what is within a row, lists of indices become
 * words, other lists and objects are left out. A list is that of its results, one after the other; a matrix, such as that of
 * `covarianceMatrix`, has its own rows, with columns 0, 1, …, an `eigenSystem` a row for every eigenvalue.
 *
 * @param result of any function of the library, or a list of results or of rows
 * @example resultRows(passiveFlow({ dimension: 1, couplings: [2, 5], scales: [1, 10] }))[0]['u4 error']
 * @throws ParameterError for anything else
 */
export function resultRows(result: object | readonly object[]): readonly Row[] {
  if (!isList(result)) requireObject('resultRows', 'result', result)
  if (isMatrix(result)) return listOf(result).map((row) => numberedRow(row, ''))
  const results: unknown = isList(result) ? listOf(result) : [result]
  requireObjects('resultRows', 'result', results, 1, Infinity)
  const rows = results.flatMap((one) => rowsOf(one as Result))
  if (rows.some((row) => Object.keys(row).length > 0)) return rows
  const functions = 'measuredGreenFunction, measuredConnected, measuredCouplings'
  const rule = results.some((one) => isList((one as Result)['widths']))
    ? `a result that holds numbers; of moments they are made by ${functions} and others`
    : 'a result that holds numbers'
  throw new ParameterError('resultRows', 'result', rule, result)
}

/** Rows of numbers, all of one length. */
function isMatrix(value: unknown): boolean {
  const rows = listOf(value)
  const [first] = rows
  return (
    isList(first) &&
    first.length > 0 &&
    rows.every((row) => isList(row) && row.length === first.length) &&
    rows.every((row) => listOf(row).every((entry) => typeof entry === 'number'))
  )
}

/** Numbers by their places. */
function numberedRow(numbers: unknown, prefix: string): Row {
  return Object.fromEntries(listOf(numbers).map((value, i) => [`${prefix}${i}`, value]))
}

/** What the rows of a result are, by the field that holds it, and what their column is called. */
const axes: readonly (readonly [field: string, column: string])[] = [
  ['combinations', 'fields'],
  ['scales', 'k'],
  ['times', 'ln k'],
  ['sigmaW', 'sigmaW'],
  ['cutoffs', 'cutoff'],
  ['widths', 'width'],
  ['momentaSquared', 'momentumSquared']
]

function rowsOf(result: Result): readonly Row[] {
  if (isList(result['rows'])) return (result['rows'] as readonly Result[]).flatMap(rowsOf)
  const vertices = vertexParts(result)
  if (vertices.length > 0) return vertices.flatMap(vertexRows)
  if (isList(result['centres']) && isList(result['spreads'])) return mapRows(result)
  if (isList(result['values']) && isMatrix(result['vectors'])) {
    const vectors = listOf(result['vectors'])
    return listOf(result['values']).map((value, i) => ({
      value,
      ...numberedRow(vectors[i], 'component ')
    }))
  }
  const potentials = potentialParts(result)
  if (potentials.length > 0) return potentials.flatMap((part) => potentialRows(result, part))
  const axis = axes.find(
    ([field]) => isList(result[field]) && !listOf(result[field]).some(isObject)
  )
  if (axis) return axisRows(result, ...axis)
  const own = plainRow(result)
  const parts = Object.entries(result)
  if (Object.keys(own).length > 0 || !parts.every(([, part]) => isObject(part))) return [own]
  return parts.flatMap(([name, part]) => rowsOf(part as Result).map((row) => ({ name, ...row })))
}

function axisRows(result: Result, field: string, name: string): readonly Row[] {
  const places = listOf(result[field])
  const columns: readonly Column[] = [
    [name, places],
    ...Object.entries(result)
      .filter(([key]) => key !== field)
      .flatMap(([key, value]) => columnsOf(result, key, value, places.length))
  ]
  // What a result may have or not, such as a fit, makes no column.
  const single = Object.entries(result).filter(([, value]) => !isList(value) && value !== undefined)
  const own = plainRow(Object.fromEntries(single))
  return places.map((_, i) => ({
    ...Object.fromEntries(columns.map(([key, values]) => [key, cellOf(values[i])])),
    ...own
  }))
}

/** The columns that a field of a result makes: one list, a list of lists such as couplings, or of objects such as `Coupling`. */
function columnsOf(result: Result, key: string, value: unknown, length: number): readonly Column[] {
  if (!isList(value)) return []
  const entries = listOf(value)
  if (entries.some(isList)) {
    if (!entries.every((entry) => isList(entry) && entry.length === length)) return []
    return entries.flatMap((values, j) => {
      const name = seriesName(result, key, j)
      return name === undefined ? [] : [[name, listOf(values)]]
    })
  }
  if (entries.length !== length) return []
  if (!entries.some(isObject)) return [[singular[key] ?? key, entries]]
  const names = Object.keys(plainRow((entries[0] ?? {}) as Result))
  return names.map((name) => [name, entries.map((entry) => (entry as Result)[name])])
}

/** A row holds one of what a result lists. */
const singular: Readonly<Record<string, string>> = {
  values: 'value',
  errors: 'error',
  standardErrors: 'standardError',
  roundings: 'rounding',
  spreads: 'spread',
  logScales: 'logScale'
}

/** What lists in the shape of `couplings` hold, after the name of the coupling. */
const seriesRoles: Readonly<Record<string, string>> = {
  couplings: '',
  errors: ' error',
  effective: ' effective',
  effectiveErrors: ' effective error',
  treeLevel: ' without loops'
}

function seriesName(result: Result, key: string, j: number): string | undefined {
  const role = seriesRoles[key]
  if (role === undefined || !('couplings' in result)) return undefined
  // Around a moving minimum lambda_2, lambda_3, …; without a mass term u4, u6, ….
  if ('minimum' in result) return `lambda${j + 2}${role}`
  return `u${2 * j + ('treeLevel' in result ? 4 : 2)}${role}`
}

/** The potentials of a flow, or of each of its schemes. */
function potentialParts(result: Result): readonly Result[] {
  if (!isList(result['scales']) || !isList(result['fields'])) return []
  if (isList(result['potentials'])) return [result]
  return Object.entries(result).flatMap(([scheme, part]) =>
    isObject(part) && isList((part as Result)['potentials']) ? [{ scheme, ...part }] : []
  )
}

/** A row for every scale and field of a flow of potentials. */
function potentialRows(flow: Result, part: Result): readonly Row[] {
  const [scales, fields, errors] = [flow['scales'], flow['fields'], part['errors']].map(listOf)
  const [potentials, curvatures] = [part['potentials'], part['curvatures']].map(listOf)
  // A scheme that blew up has fewer scales than the others.
  return potentials.flatMap((values, i) =>
    listOf(values).map((U, j) => ({
      k: scales[i],
      phi: fields[j],
      U,
      error: errors[i],
      ...(curvatures.length > 0 && { curvature: listOf(curvatures[i])[j] }),
      ...plainRow(part)
    }))
  )
}

/** A row for every place of a map: its fields are lists by centre of lists by spread. */
function mapRows(map: Result): readonly Row[] {
  const { centres, spreads, ...fields } = map
  return listOf(centres).flatMap((centre, i) =>
    listOf(spreads).map((spread, j) => ({
      centre,
      spread,
      ...Object.fromEntries(
        Object.entries(fields).map(([name, values]) => [name, listOf(listOf(values)[i])[j]])
      )
    }))
  )
}
