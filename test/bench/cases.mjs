// What is measured: every peer draws `networks` networks and sums the 609 moments of the talk's six
// inputs (orders 2, 4, 6), on one core, in double precision.

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {number} width
 * @property {readonly number[]} inputs
 * @property {number} networks
 * @property {readonly [number, number]} [plausible] bounds of E[f(x0)^2]
 * @property {boolean} [spaced] whether a peer may use that the inputs are equally spaced
 */

const six = [-0.01, -0.006, -0.002, 0.002, 0.006, 0.01]

/** @type {Case[]} */
export const cases = [
  { name: 'N = 1000', width: 1000, inputs: six, networks: 2048, spaced: true },
  {
    name: 'N = 1000, any inputs',
    width: 1000,
    inputs: [-0.01, -0.007, -0.001, 0.002, 0.0055, 0.01],
    networks: 2048,
    spaced: false
  },
  {
    name: 'N = 1000, inputs far apart',
    width: 1000,
    inputs: [-1, -0.7, -0.1, 0.2, 0.55, 1],
    networks: 2048,
    spaced: false
  },
  { name: 'N = 2', width: 2, inputs: six, networks: 131072, spaced: true }
]
