// What a physicist often mistakes in a call, and the line that the kernel shows below the error of types.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TslabEngine } from '../../../../kernel/src/language/tslab/tslabEngine.js'
import '../../../../lib/src/figures/index.js'

const engine = new TslabEngine({
  packageFolders: [process.cwd()],
  ambientFiles: [],
  typeRoots: [resolve('node_modules/@types')],
  report: (problem) => expect.unreachable(problem)
})
engine
  .compile(
    `import { covarianceMatrix, criticalPoint, ensemble, exactCoupling, exactGreenFunction, infiniteWidthCovariance, measuredActiveFlow, measuredGreenFunction, sampleEnsemble } from 'nnqft'
const erf = { network: 'erf', sigmaW: 1, sigmaB: 0.3 } as const
const points = [[0.1], [0.2]]
const flat = [0.1, 0.2]
const x = 0.1
const one = sampleEnsemble(ensemble({ network: 'erf' }))
const many = [1, 2].map((sigmaW) => sampleEnsemble(ensemble({ network: 'gauss', sigmaW })))`
  )
  .cell?.commit()

/** The hint below the errors of a cell. */
function hint(code: string): string | undefined {
  const found = engine.compile(code).diagnostics ?? []
  expect(found.length, code).toBeGreaterThan(0)
  return found.flatMap(({ message }) => /\n→ (.*)$/.exec(message)?.[1] ?? [])[0]
}

describe('the hint of the library', () => {
  it.each([
    ['exactGreenFunction(erf, [0.1, 0.2], 10)', /a point is a list.*: \[0\.1\]$/],
    ['exactGreenFunction(erf, flat, 10)', /: flat\.map\(\(x\) => \[x\]\)$/],
    ['covarianceMatrix(erf, flat)', /: flat\.map\(\(x\) => \[x\]\)$/],
    ["ensemble({ network: 'erf', inputs: [0.1, 0.2] })", /: \[0\.1\]$/],
    ['infiniteWidthCovariance(erf, x, x)', /: \[x\]$/],
    ['exactGreenFunction(10, points, erf)', /^the network comes first/],
    ["criticalPoint({ network: 'tanh' }, 0.1)", /^here a network is its activation alone/],
    ['plt.plot(flat)', /^a figure of rows: plot\(rows/],
    ['pd.DataFrame(flat)', /^a table of rows.*dataFrame/],
    ['exactGreenFunction(points, erf, 10)', /^the network comes first/],
    ['exactCoupling(flat, erf, 10)', /^the network comes first/],
    ['exactGreenFunction(erf, 10, points)', /^points come behind the network/],
    ["exactCoupling('erf', points, 10)", /^a network stands with its standard deviations/],
    ["ensemble({ network: 'guass' })", "did you mean 'gauss'?"],
    ["ensemble({ network: 'ReLU' })", "did you mean 'relu'?"],
    ["criticalPoint('tahn', 0.3)", "did you mean 'tanh'?"],
    ["criticalPoint('perceptron', 0.3)", /^networks: gauss, /],
    ['measuredGreenFunction(one, 4, 10)', 'await is missing: await one'],
    ['measuredActiveFlow(many, 4, 10)', 'await is missing: await Promise.all(many)'],
    ['measuredActiveFlow([one], 4, 10)', 'await is missing: await one'],
    ['const n: number = points', undefined],
    ['const s: string = 5', undefined]
  ])('%s: %s', (code, expected) => {
    if (expected instanceof RegExp) expect(hint(code)).toMatch(expected)
    else expect(hint(code)).toBe(expected)
  })
})
