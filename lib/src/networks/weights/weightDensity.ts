import gammaln from '@stdlib/math-base-special-gammaln'
import type { CoordinateDensity } from '../../numerics/gaussian/independentMoment.js'
import type { WeightDistribution } from './weightDistribution.js'

/** Logarithm of the probability, times what is integrated, that is left out. */
const leftOut = 42

/**
 * The density of a weight of unit variance, for integrals of functions that grow like |w|^power; signs have none.
 *
 * @param power of |w|, below the number of degrees of freedom of Student's t; Infinity for exponentials
 */
export function weightDensity(
  distribution: Exclude<WeightDistribution, 'sign'>,
  power: number
): CoordinateDensity {
  const growth = Math.min(Math.max(0, power), 100)
  if (typeof distribution === 'object') return studentDensity(distribution.student, growth)
  switch (distribution) {
    case 'normal':
      return {
        density: (u) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI),
        kinks: [],
        reach: fixedPoint((reach) => Math.sqrt(2 * (leftOut + growth * Math.log(reach))), 10),
        length: 1,
        tail: 'fast'
      }
    case 'uniform':
      return {
        density: () => 1 / Math.sqrt(12),
        // Where the edges cut the kinks of g, integrals over the other coordinates have kinks.
        kinks: [-Math.sqrt(3), Math.sqrt(3)],
        reach: Math.sqrt(3),
        length: 1,
        tail: 'edge'
      }
    case 'laplace':
      return {
        density: (u) => Math.exp(-Math.SQRT2 * Math.abs(u)) / Math.SQRT2,
        kinks: [0],
        reach: fixedPoint((reach) => (leftOut + growth * Math.log(reach)) / Math.SQRT2, 30),
        length: 2,
        tail: 'fast'
      }
  }
}

function studentDensity(student: number, growth: number): CoordinateDensity {
  const logNorm =
    gammaln((student + 1) / 2) - gammaln(student / 2) - Math.log(Math.PI * (student - 2)) / 2
  // Panels are four times as long as the one before: so much less is on each.
  const share = 4 ** (growth - student)
  return {
    density: (u) =>
      Math.exp(logNorm - ((student + 1) / 2) * Math.log1p((u / Math.sqrt(student - 2)) ** 2)),
    kinks: [0],
    reach: Math.exp(Math.min(leftOut / (student - growth), 200)),
    length: Math.min(1, Math.sqrt(student - 2)),
    tail: { beyond: share / (1 - share) }
  }
}

function fixedPoint(next: (x: number) => number, start: number): number {
  let x = start
  for (let i = 0; i < 20; i++) x = next(x)
  return x
}
