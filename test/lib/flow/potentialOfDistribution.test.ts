import { describe, expect, test } from 'vitest'
import { onePointDensity } from '../../../lib/src/effectiveAction/onePointDensity.js'
import { onePointPotential } from '../../../lib/src/effectiveAction/onePointPotential.js'
import { onePointVertices } from '../../../lib/src/effectiveAction/onePointVertices.js'
import { gaussLegendre } from '../../../lib/src/numerics/gaussLegendre.js'
import { potentialFlow } from '../../../lib/src/flow/potentialFlow.js'

const point = [0.6]

/** -log p of one output at |f|, values kept: three grids share few points, but figures ask again. */
function actionOf(network: 'erf' | 'cos' | 'tanh', width: number) {
  const parameters = { network, sigmaW: 1, sigmaB: 0.5 } as const
  return {
    parameters,
    action: (f: number) => onePointDensity(parameters, point, width, [f]).action[0]
  }
}

/** j phi - k^2 phi^2/2 - ln int df p(f) exp(-k^2 f^2/2 + j f), j where the mean is phi: sums in steps of 1/5, exact to rounding. */
function integralPotential(actions: Float64Array, k: number, phi: number): number {
  const f = Array.from({ length: 2 * actions.length - 1 }, (_, i) => (i - actions.length + 1) / 5)
  const log = f.map((x) => -actions[Math.round(5 * Math.abs(x))] - (k * x) ** 2 / 2)
  const sums = (j: number) => {
    const weights = log.map((value, i) => Math.exp(value + j * f[i]))
    const total = weights.reduce((sum, value) => sum + value, 0)
    return { total: total / 5, mean: weights.reduce((sum, w, i) => sum + w * f[i], 0) / total }
  }
  let [low, high] = [0, 40 + k * k * phi]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (sums(middle).mean < phi) low = middle
    else high = middle
  }
  return low * phi - (k * phi) ** 2 / 2 - Math.log(sums(low).total)
}

describe("potentialFlow from the exact action of a network's output", () => {
  test.each([
    ['erf', 10],
    ['cos', 3],
    ['tanh', 5]
  ] as const)(
    '%s, N = %d, d = 0: the ordinary integral at every k and field, within its errors',
    (network, width) => {
      const { parameters, action } = actionOf(network, width)
      const scales = [3, 1, 0.3, 0]
      const flow = potentialFlow({ dimension: 0, potential: action, scales, fieldMax: 8 })
      const { hessian } = onePointDensity(parameters, point, width, [0])
      const [mass] = hessian
      const steps = Array.from({ length: 51 }, (_, i) => i / 5)
      const actions = onePointDensity(parameters, point, width, steps).action
      scales.forEach((k, i) => {
        const gaussian = Math.log((2 * Math.PI) / (mass + k * k)) / 2
        const { logPartition, gamma2 } = onePointVertices(parameters, point, width, k * k)
        expect(Math.abs(flow.at(i, 0) - (gaussian - logPartition))).toBeLessThan(flow.errorAt(i, 0))
        expect(Math.abs(flow.curvatures[i].at(-1)! / gamma2 - 1)).toBeLessThan(1e-6)
        for (const phi of [1, 2.5]) {
          const exact = gaussian + integralPotential(actions, k, phi)
          expect(Math.abs(flow.at(i, phi) - exact)).toBeLessThan(flow.errorAt(i, phi) + 1e-11)
        }
        expect(flow.errorAt(i, 2.5)).toBeLessThan(1e-6)
      })
      const [whole] = onePointPotential(parameters, point, width, [2])
      const vacuum = Math.log((2 * Math.PI) / mass) / 2
      expect(Math.abs(flow.at(3, 2) - vacuum - whole)).toBeLessThan(flow.errorAt(3, 2) + 1e-9)
    }
  )

  test('a function and its series are the same start, in d = 0 and 3', () => {
    const potential = (phi: number) => phi ** 2 / 2 + phi ** 4 / 24
    for (const more of [
      { dimension: 0, scales: [1, 0], fieldMax: 6 },
      { dimension: 3, start: 5, scales: [1, 0.1], fieldMax: 4 }
    ]) {
      const series = potentialFlow({ ...more, couplings: [1, 1] })
      const given = potentialFlow({ ...more, potential })
      const difference = Math.abs(given.at(1, 1) - series.at(1, 1))
      expect(difference).toBeLessThan(given.errorAt(1, 1) + series.errorAt(1, 1))
    }
  })

  test('errors know of a start that is not smooth, which no polynomial of the grid resolves', () => {
    const potential = (phi: number) => phi ** 2 / 2 + 0.3 * Math.abs(phi) ** 3
    const flow = potentialFlow({
      dimension: 0,
      potential,
      scales: [0],
      fieldMax: 6,
      referenceMass: 1
    })
    const { nodes, weights } = gaussLegendre(100)
    const integral = nodes.reduce(
      (sum, node, i) => sum + 24 * weights[i] * Math.exp(-potential(12 * node)),
      0
    )
    const exact = Math.log(2 * Math.PI) / 2 - Math.log(integral)
    const miss = Math.abs(flow.at(0, 0) - exact)
    expect(miss).toBeGreaterThan(1e-7)
    expect(miss).toBeLessThan(flow.errorAt(0, 0))
  })

  test('what it cannot start from is refused by name', () => {
    const good = {
      dimension: 0,
      scales: [0],
      fieldMax: 6,
      potential: (phi: number) => phi ** 2 / 2 + phi ** 4
    }
    const refused: readonly [object, string][] = [
      [
        { ...good, couplings: [1, 1] },
        'potentialFlow: couplings must be left out where a potential is given'
      ],
      [
        { ...good, scheme: 'polchinski' },
        "potentialFlow: potential must be left out in scheme 'polchinski'"
      ],
      [{ ...good, potential: 3 }, 'potentialFlow: potential must be a function'],
      [
        { ...good, potential: (phi: number) => Math.log(1 - phi) },
        'potentialFlow: potential must be a function with finite values'
      ],
      [
        { ...good, potential: (phi: number) => -(phi ** 2) },
        'potentialFlow: referenceMass must be'
      ],
      [{ dimension: 0, scales: [0], fieldMax: 6 }, 'potentialFlow: couplings must be a list']
    ]
    for (const [parameters, message] of refused) {
      expect(() => potentialFlow(parameters as never)).toThrow(message)
    }
  })
})
