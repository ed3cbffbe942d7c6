import { median } from './median.mjs'

/** What is varied, one after the other; the rest stays at N = 1000, three layers and six points. */
const variations = [
  { name: 'N', values: [10, 100, 1000, 4000] },
  { name: 'depth', values: [1, 2, 4, 8] },
  { name: 'P', values: [1, 3, 6, 12, 24] }
]

/**
 * Prints what a tanh network of several layers costs against its width, its depth and the number of inputs, with the
 * exponent between one row and the next.
 *
 * @param {readonly { name: string, peer: import('./peer.mjs').Peer }[]} estimators
 * @param {{ sigmaW: number, sigmaB: number }} sigmas
 * @param {number} rounds
 */
export async function measureCosts(estimators, sigmas, rounds) {
  for (const { name, values } of variations) {
    const rows = values.map((value) => ({ value, task: taskOf({ ...sigmas, [name]: value }) }))
    /** @type {number[][][]} */
    const times = rows.map(() => estimators.map(() => []))
    for (let round = -1; round < rounds; round++) {
      for (const [r, { task }] of rows.entries()) {
        for (const [e, { name: estimator, peer }] of estimators.entries()) {
          const networks = task.networks[/** @type {'literal' | 'conditional'} */ (estimator)]
          const { busy } = await peer.measure({ ...task, networks }, 0.2)
          if (round >= 0) times[r][e].push(busy / networks)
        }
      }
    }
    console.log(`\nProcessor time of a tanh network against ${name}, in microseconds`)
    for (const [r, { value }] of rows.entries()) {
      const columns = estimators.map(({ name: estimator }, e) => {
        const time = median(times[r][e])
        const before = r > 0 && median(times[r - 1][e])
        const exponent =
          before &&
          `(exponent ${(Math.log(time / before) / Math.log(value / values[r - 1])).toFixed(2)})`
        return `${estimator} ${(1e6 * time).toFixed(1).padStart(9)} ${(exponent || '').padEnd(15)}`
      })
      console.log(`  ${`${name} = ${value}`.padEnd(10)}  ${columns.join('  ')}`)
    }
  }
}

/** @param {{ sigmaW: number, sigmaB: number, N?: number, depth?: number, P?: number }} parameters */
function taskOf({ N: width = 1000, depth = 3, P: points = 6, ...sigmas }) {
  const inputs = Array.from({ length: points }, (_, k) => (k + 1) / points)
  // Enough networks for a clock of a millisecond; literal draws cost N^2.
  const conditional = 128 * Math.max(1, Math.round(1000 / width))
  const literal = 2 * Math.max(1, Math.round(Math.min(1000, (1000 / width) ** 2)))
  return {
    ...sigmas,
    name: `tanh ${width} ${depth} ${points}`,
    network: 'tanh',
    width,
    depth,
    inputs,
    networks: { conditional, literal },
    plausible: /** @type {const} */ ([1e-8, 60])
  }
}
