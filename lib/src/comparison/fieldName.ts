import { fieldOf } from '../networks/field.js'
import { subscript } from './orderSubscript.js'

/**
 * Name of a product of fields, outputs and points counted from 1: `fieldName([0, 0, 5], 4)` is `f₁(x₁)² f₂(x₂)`, and f(x₁)² where
 * there is one output.
 *
 * @param points number of points of the ensemble
 */
export function fieldName(fields: readonly number[], points: number, outputs: number): string {
  const counts = new Map<number, number>()
  for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + 1)
  return [...counts]
    .map(([field, count]) => {
      const { point, output } = fieldOf(field, points)
      const index = outputs > 1 ? subscript(output + 1) : ''
      const power = count > 1 ? superscript(count) : ''
      return `f${index}(x${subscript(point + 1)})${power}`
    })
    .join(' ')
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function superscript(count: number): string {
  return Array.from(String(count), (digit) => superscripts[Number(digit)]).join('')
}
