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
  const logNorm = studentLogNorm(student)
  // Panels are four times as long as the one before: so much less is on each.
  const share = 4 ** (growth - student)
  return {
    density: (u) => Math.exp(logNorm - (student + 1) * halfLogarithm(student, u)),
    kinks: [0],
    reach: studentReach(student, growth),
    length: Math.min(1, Math.sqrt(student - 2)),
    tail: { beyond: share / (1 - share) }
  }
}

/** ln(1 + u^2/(student - 2))/2. */
function halfLogarithm(student: number, u: number): number {
  return Math.log1p((u / Math.sqrt(student - 2)) ** 2) / 2
}

/** Degrees of freedom from which the expansion of Gamma((n + 1)/2)/Gamma(n/2) in 1/n is right to all digits. */
const manyDegrees = 40

/** Logarithm of the density at 0. The difference of two ln Gamma would lose digits as they grow. */
function studentLogNorm(student: number): number {
  if (student < manyDegrees) {
    const ratio = gammaln((student + 1) / 2) - gammaln(student / 2)
    return ratio - Math.log(Math.PI * (student - 2)) / 2
  }
  const x = 2 / student
  const square = x * x
  const series = 1 / 8 - square * (1 / 192 - square * (1 / 640 - (square * 17) / 14336))
  return -(Math.log(2 * Math.PI) + Math.log1p(-x)) / 2 - x * series
}

/**
 * From where on the density times |u|^growth is left out. Far out it falls like a power, and what is beyond u is u^(growth - student);
 * that is not yet so at u near 1, where with many degrees of freedom it falls like a Gaussian.
 */
function studentReach(student: number, growth: number): number {
  let reach = Math.exp(Math.min(leftOut / (student - growth), 200))
  const isLeft = () => student * halfLogarithm(student, reach) - growth * Math.log(reach) < leftOut
  while (reach < Math.exp(200) && isLeft()) reach *= 1.25
  return reach
}

function fixedPoint(next: (x: number) => number, start: number): number {
  let x = start
  for (let i = 0; i < 20; i++) x = next(x)
  return x
}
