import { type Estimate, unitRoundoff } from '../estimate.js'

/** A number for every subset of a list of variables, indexed by bit mask, with bounds on the absolute errors. */
export interface SubsetEstimates {
  readonly values: Float64Array
  readonly errors: Float64Array
}

/**
 * Joint cumulants of all subsets from their moments: mu(S) = sum over the blocks T that hold the first variable of
 * kappa(T) mu(S - T), solved for kappa(S). The moment of the empty set is 1, its cumulant 0.
 */
export function cumulantsFromMoments(moments: SubsetEstimates): SubsetEstimates {
  const count = moments.values.length
  const cumulants = { values: new Float64Array(count), errors: new Float64Array(count) }
  for (let set = 1; set < count; set++) {
    const { value, error } = splitSum(set, cumulants, moments)
    cumulants.values[set] = moments.values[set] - value
    cumulants.errors[set] = moments.errors[set] + error
  }
  return cumulants
}

/** The moment of all variables from the joint cumulants of all subsets. */
export function momentFromCumulants(cumulants: SubsetEstimates): Estimate {
  const count = cumulants.values.length
  const moments = { values: new Float64Array(count), errors: new Float64Array(count) }
  moments.values[0] = 1
  for (let set = 1; set < count; set++) {
    const { value, error } = splitSum(set, cumulants, moments)
    moments.values[set] = cumulants.values[set] + value
    moments.errors[set] = cumulants.errors[set] + error
  }
  return { value: moments.values[count - 1], error: moments.errors[count - 1] }
}

/** The sum over the proper subsets T of a set that hold its first variable of kappa(T) mu(set - T). */
function splitSum(set: number, kappa: SubsetEstimates, mu: SubsetEstimates): Estimate {
  const first = set & -set
  const others = set ^ first
  let [value, error] = [0, 0]
  if (others === 0) return { value, error }
  for (let part = (others - 1) & others; ; part = (part - 1) & others) {
    const [block, rest] = [part | first, others ^ part]
    const term = kappa.values[block] * mu.values[rest]
    value += term
    error +=
      Math.abs(kappa.values[block]) * mu.errors[rest] +
      kappa.errors[block] * (Math.abs(mu.values[rest]) + mu.errors[rest]) +
      4 * unitRoundoff * Math.abs(term) +
      Number.MIN_VALUE
    if (part === 0) return { value, error }
  }
}
