import type { Point } from '../../../lib/src/networks/networkParameters.js'
import { Decimal, decimal, total } from '../exactMoments.js'

const pi = Decimal.acos(-1)

/** Determinant of a positive matrix and b A^-1 b, by elimination. */
function eliminated(matrix: readonly (readonly number[])[], b: readonly Decimal[]) {
  const rows = matrix.map((row) => row.map((value) => decimal(value)))
  const right = [...b]
  let [determinant, form] = [decimal(1), decimal(0)]
  rows.forEach((row, i) => {
    determinant = determinant.times(row[i])
    form = form.plus(right[i].pow(2).div(row[i]))
    for (let j = i + 1; j < rows.length; j++) {
      const factor = rows[j][i].div(row[i])
      rows[j] = rows[j].map((value, k) => value.minus(factor.times(row[k])))
      right[j] = right[j].minus(factor.times(right[i]))
    }
  })
  return { determinant, form }
}

/**
 * ln of the integral over the positions of all vertices of a tree of K_W of GaussNet, coordinate by coordinate: vertex v has legs to
 * the points `ends[v]`, and lines join it to others as `lines` says. Each coordinate gives
 * (2 pi/s)^(v/2)/sqrt(det A) exp(-s (sum x^2 - b A^-1 b)/2), s = sigmaW^2/d.
 */
export function logGaussianDiagram(
  sigmaW: number,
  ends: readonly (readonly Point[])[],
  lines: readonly (readonly [number, number])[]
): Decimal {
  const dimension = ends[0][0].length
  const s = decimal(sigmaW).pow(2).div(dimension)
  const log = decimal(sigmaW)
    .ln()
    .times(2 * (ends.flat().length + lines.length))
  const matrix = ends.map((points, v) =>
    ends.map((_, w) => {
      const joined = lines.filter((line) => line.includes(v) && (v === w || line.includes(w)))
      return v === w ? points.length + joined.length : -joined.length
    })
  )
  const coordinates = Array.from({ length: dimension }, (_, k) => {
    const values = ends.map((points) => points.map((point) => decimal(point[k])))
    const { determinant, form } = eliminated(matrix, values.map(total))
    const square = total(values.flat().map((x) => x.pow(2)))
    return form
      .minus(square)
      .times(s)
      .plus(pi.times(2).div(s).ln().times(ends.length))
      .minus(determinant.ln())
      .div(2)
  })
  return log.plus(total(coordinates))
}
