import { gaussLegendre } from '../numerics/gaussLegendre.js'
import { ParameterError, requireObject } from '../numerics/parameterError.js'
import { connectedOf, momentTables } from './connectedMoments.js'
import { fieldTensor, requireTensor, type FieldTensor } from './fieldTensor.js'
import type { ConnectedFunctions, Vertices } from './vertices.js'

/** Connected functions of a polynomial action, with estimated absolute errors of the quadrature. */
export interface TruncatedAction extends Omit<ConnectedFunctions, 'g6'> {
  /** Estimated absolute errors, of each entry. */
  readonly errors: Omit<ConnectedFunctions, 'g6'>
}

/**
 * What a truncation predicts when it is taken for the action: the connected two- and four-point functions of the density proportional
 * to exp(-Gamma2 ff/2 - Gamma4 ffff/24 - Gamma6 ffffff/720) on one or two points, by quadrature along rays f = r n and over their
 * directions. To be held against those of the network whose vertices they are. Without `gamma6` the action is quartic.
 *
 * @example truncatedAction(infraredVertices({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.6]], 10, 6)).g2
 * @throws ParameterError for more than two points, and if the action has no lower bound in some direction: exp(-S) has no integral then
 */
export function truncatedAction(vertices: Vertices): TruncatedAction {
  requireTruncation('truncatedAction', vertices)
  const { fields } = vertices.gamma2
  if (fields > 2) {
    const rule = 'at most 2; `sampledTruncation` takes any number'
    throw new ParameterError('truncatedAction', 'vertices.gamma2.fields', rule, fields)
  }
  const [fine, coarse] = [2, 1].map((refinement) => connected(vertices, refinement))
  const change = (key: 'g2' | 'g4') =>
    fieldTensor(fine[key].rank, fields, (_, c) => {
      const value = fine[key].values[c]
      return Math.abs(value - coarse[key].values[c]) + 1e-14 * Math.abs(value)
    })
  return { ...fine, errors: { g2: change('g2'), g4: change('g4') } }
}

/** Refuses what are no vertices of the same fields. */
export function requireTruncation(source: string, vertices: Vertices): void {
  requireObject(source, 'vertices', vertices)
  const { gamma2, gamma4, gamma6 } = vertices
  const tensors = gamma6 === undefined ? [gamma2, gamma4] : [gamma2, gamma4, gamma6]
  for (const tensor of tensors) requireTensor(source, tensor)
  const { fields } = gamma2
  tensors.forEach((tensor, i) => {
    if (tensor.fields === fields && tensor.rank === 2 * i + 2) return
    const rule = `a tensor of rank ${2 * i + 2} on the ${fields} fields of gamma2`
    throw new ParameterError(source, `vertices.gamma${2 * i + 2}`, rule, tensor)
  })
}

/** Angles of half a circle, and panels of a ray, at refinement 1. */
const angles = 256
const panels = 16
const panelRule = gaussLegendre(16)

/** What is below the largest value of the integrand by this much in its logarithm is left out. */
const depth = 60

function connected(vertices: Vertices, refinement: number) {
  const { fields } = vertices.gamma2
  const tables = momentTables(fields, 4)
  const sums = tables.map((table) => new Float64Array(table.length))
  const rays = directions(fields, angles * refinement).map((n) => ({
    n,
    ray: rayOf('truncatedAction', vertices, n)
  }))
  const bottom = Math.min(...rays.map(({ ray }) => lowestOnRay(ray).action))
  for (const { n, ray } of rays) {
    const radial = radialMoments(ray, fields - 1, panels * refinement, bottom)
    tables.forEach((table, i) => {
      table.forEach((combination, c) => {
        sums[i][c] += combination.reduce((product, index) => product * n[index], radial[i])
      })
    })
  }
  return connectedOf(sums, fields)
}

function directions(fields: number, count: number): readonly (readonly number[])[] {
  if (fields === 1) return [[1]]
  return Array.from({ length: count }, (_, i) => {
    const angle = (Math.PI * (i + 0.5)) / count
    return [Math.cos(angle), Math.sin(angle)]
  })
}

/** Coefficients of r^2, r^4 and r^6 of the action along a direction. @throws ParameterError unless the last one is positive */
export function rayOf(
  source: string,
  { gamma2, gamma4, gamma6 }: Vertices,
  n: readonly number[]
): readonly number[] {
  const ray = [contracted(gamma2, n) / 2, contracted(gamma4, n) / 24, 0]
  if (gamma6) ray[2] = contracted(gamma6, n) / 720
  const last = [...ray].reverse().find((coefficient) => coefficient !== 0) ?? 0
  if (last > 0) return ray
  const rule =
    'those of an action that is bounded from below in every direction, or exp(-S) has no integral'
  throw new ParameterError(source, 'vertices', rule, `${last} r^n along [${n.join(', ')}]`)
}

function contracted(tensor: FieldTensor, n: readonly number[]): number {
  return tensor.combinations.reduce((sum, combination, c) => {
    let orders = 1
    let run = 0
    combination.forEach((index, i) => {
      run = i > 0 && combination[i - 1] === index ? run + 1 : 1
      orders *= (i + 1) / run
    })
    return (
      sum +
      orders * tensor.values[c] * combination.reduce((product, index) => product * n[index], 1)
    )
  }, 0)
}

/** s = r^2 at which the action along a ray is lowest, and what it is there: 0 and 0, or the well of the last power. */
export function lowestOnRay([a, b, c]: readonly number[]) {
  const discriminant = b * b - 3 * a * c
  const place =
    c > 0 ? (-b + Math.sqrt(Math.max(0, discriminant))) / (3 * c) : b > 0 ? -a / (2 * b) : 0
  const square = Math.max(0, place)
  const action = ((c * square + b) * square + a) * square
  return action < 0 ? { square, action } : { square: Math.max(0, square), action: 0 }
}

/** int dr r^(power + m) exp(bottom - S), m = 0, 2, 4. */
export function radialMoments(
  ray: readonly number[],
  power: number,
  count: number,
  bottom: number
): number[] {
  const [a, b, c] = ray
  const exponent = (r: number) => bottom - ((c * r * r + b) * r * r + a) * r * r
  const size = Math.abs(a) + Math.sqrt(Math.abs(b)) + Math.cbrt(c)
  let reach = Math.max(1 / Math.sqrt(size), Math.sqrt(lowestOnRay(ray).square))
  while (exponent(reach) > -depth) reach *= 1.1
  const moments = [0, 0, 0]
  for (let panel = 0; panel < count; panel++) {
    panelRule.nodes.forEach((node, q) => {
      const r = (reach * (panel + node)) / count
      const weight = (panelRule.weights[q] * reach * r ** power * Math.exp(exponent(r))) / count
      moments.forEach((_, i) => (moments[i] += weight * r ** (2 * i)))
    })
  }
  return moments
}
