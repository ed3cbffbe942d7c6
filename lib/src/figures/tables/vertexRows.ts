import type { Row } from '../parts/figureRows.js'
import { cellOf, isList, isObject, listOf, plainRow, type Result } from './plainRow.js'

const ranks = ['gamma2', 'gamma4', 'gamma6'] as const

/** The vertices on points that a result holds, at one scale or at each of several, every one with what else is known there. */
export function vertexParts(result: Result): readonly Result[] {
  if (isTensor(result['gamma2'])) return [result]
  if (isObject(result['running'])) return [{ ...result, ...result['running'] }]
  const scales = listOf(result['scales'])
  if (scales.length > 0 && scales.every((scale) => isTensor((scale as Result)['gamma2']))) {
    const { microscopic } = result
    return [...scales, ...(isObject(microscopic) ? [microscopic] : [])] as readonly Result[]
  }
  if (isList(result['vertices'])) {
    return listOf(result['vertices']).map((vertices, i) => ({
      k: scales[i],
      ...(vertices as Result)
    }))
  }
  const [two] = listOf(result['gamma2'])
  if (!isTensor(two)) return []
  return listOf(result['gamma2']).map((gamma2, i) => ({ k: scales[i], gamma2 }))
}

/** A row for every combination of fields of every vertex. */
export function vertexRows(part: Result): readonly Row[] {
  const { k, ...rest } = plainRow(part)
  const errors = (part['errors'] ?? {}) as Result
  return ranks.flatMap((vertex) => {
    const tensor = part[vertex]
    if (!isTensor(tensor)) return []
    const error = errors[vertex]
    return listOf(tensor['combinations']).map((fields, i) => ({
      ...(k !== undefined && { k }),
      vertex,
      fields: cellOf(fields),
      value: listOf(tensor['values'])[i],
      ...(isTensor(error) && { error: listOf(error['values'])[i] }),
      ...rest
    }))
  })
}

function isTensor(value: unknown): value is Result {
  return isObject(value) && 'combinations' in value && 'values' in value
}
