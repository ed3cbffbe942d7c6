/**
 * The inputs of arXiv:2008.08601, section 2, in dIn = 1, 2 or 3 dimensions, shape [point][dIn]: six points for dIn = 1,
 * four otherwise.
 */
type Inputs = readonly (readonly number[])[]

/** On both sides of zero at unit scale: Erf-net's. */
const symmetric: readonly Inputs[] = [
  [[-1], [-0.6], [-0.2], [0.2], [0.6], [1]],
  [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1]
  ],
  [
    [-1, -1, -1],
    [1, 1, -1],
    [-1, 1, 1],
    [1, -1, 1]
  ]
]

/** Positive: those of ReLU-net. */
const positive: readonly Inputs[] = [
  [[0.2], [0.4], [0.6], [0.8], [1], [1.2]],
  [
    [0.5, 0.5],
    [0.5, 1],
    [1, 0.5],
    [1, 1]
  ],
  [
    [0.2, 0.2, 0.2],
    [1, 1, 0.2],
    [0.2, 1, 1],
    [1, 0.2, 1]
  ]
]

/** Inputs on both sides of zero at unit scale, dIn = 1, 2 or 3. */
export function symmetricInputs(dIn: number): Inputs {
  return symmetric[dIn - 1]
}

/** Positive inputs, dIn = 1, 2 or 3. */
export function positiveInputs(dIn: number): Inputs {
  return positive[dIn - 1]
}
