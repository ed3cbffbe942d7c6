import { scaledNorm, type Derivative, type OdeStepper, type Tolerance } from './odeStepper.js'

// Stages, weights and error weights of the 5(4) pair, J. R. Dormand and P. J. Prince,
// J. Comput. Appl. Math. 6 (1980) 19, table 2: the row sums of `stages` are the abscissae.
const abscissae = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1]
const stages = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]
]
const errorWeights = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]

// Continuous weights b_i(theta) = sum_j c_ij theta^(j+1), fourth order: L. F. Shampine, Math. Comp. 46
// (1986) 135, the variant with the smallest error coefficients. At theta = 1 they are the last stage.
const denseWeights = [
  [1, -8048581381 / 2820520608, 8663915743 / 2820520608, -12715105075 / 11282082432],
  [0, 0, 0, 0],
  [0, 131558114200 / 32700410799, -68118460800 / 10900136933, 87487479700 / 32700410799],
  [0, -1754552775 / 470086768, 14199869525 / 1410260304, -10690763975 / 1880347072],
  [0, 127303824393 / 49829197408, -318862633887 / 49829197408, 701980252875 / 199316789632],
  [0, -282668133 / 205662961, 2019193451 / 616988883, -1453857185 / 822651844],
  [0, 40617522 / 29380423, -110615467 / 29380423, 69997945 / 29380423]
]

/**
 * The explicit Runge-Kutta pair of Dormand and Prince for non-stiff flows: fifth-order solution
 * (local extrapolation), fourth-order error estimate, fourth-order dense output, the last stage
 * kept as the first of the next step.
 */
export function dormandPrince(derivative: Derivative, tolerance: Tolerance): OdeStepper {
  let last: { t: number; y: Float64Array; slope: Float64Array } | undefined
  return {
    controlOrder: 5,
    step(t, y, h) {
      const first = last && last.t === t && last.y === y ? last.slope : derivative(t, y)
      const slopes = [first]
      let next = y
      for (let s = 1; s < 7; s++) {
        next = addCombination(y, h, stages[s], slopes)
        slopes.push(derivative(t + abscissae[s] * h, next))
      }
      const zero = new Float64Array(y.length)
      const error = scaledNorm(addCombination(zero, h, errorWeights, slopes), y, next, tolerance)
      last = error <= 1 ? { t: t + h, y: next, slope: slopes[6] } : { t, y, slope: first }
      return {
        y: next,
        error,
        interpolate: (theta) =>
          addCombination(
            y,
            h,
            denseWeights.map(
              (c) => theta * (c[0] + theta * (c[1] + theta * (c[2] + theta * c[3])))
            ),
            slopes
          )
      }
    }
  }
}

/** base + h sum_s weights[s] slopes[s]. */
function addCombination(
  base: Float64Array,
  h: number,
  weights: readonly number[],
  slopes: readonly Float64Array[]
): Float64Array {
  const result = base.slice()
  for (let s = 0; s < weights.length; s++) {
    if (weights[s] === 0) continue
    const [step, slope] = [h * weights[s], slopes[s]]
    for (let i = 0; i < result.length; i++) result[i] += step * slope[i]
  }
  return result
}
