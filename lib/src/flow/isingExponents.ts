/** Critical exponents of the Ising universality class in one dimension of space, from outside this library. */
export interface IsingExponents {
  /** Dimension d. */
  readonly dimension: number
  /** Exponent of the correlation length. */
  readonly nu: number
  /** Anomalous dimension. */
  readonly eta: number
  /** Leading correction to scaling; left out where none is established. */
  readonly omega?: number
  /** Where the values are published. */
  readonly source: string
}

/**
 * Exponents of one scalar field with symmetry phi -> -phi, to hold approximations against: exact in
 * d = 2 (L. Onsager 1944, C. N. Yang 1952) and from d = 4 on (Gaussian). In d = 3 from the scaling dimensions of the
 * conformal bootstrap, Delta_sigma = 0.5181489(10) and Delta_epsilon = 1.412625(10) (arXiv:1603.04436), Delta_epsilon' =
 * 3.82968(23) (arXiv:1612.08471): eta = 2 Delta_sigma - 1 = 0.0362978(20), nu = 1/(3 - Delta_epsilon) = 0.629971(4),
 * omega = Delta_epsilon' - 3 = 0.82968(23).
 */
export const isingExponents: readonly IsingExponents[] = [
  { dimension: 2, nu: 1, eta: 1 / 4, source: 'exact solution' },
  {
    dimension: 3,
    nu: 0.629971,
    eta: 0.0362978,
    omega: 0.82968,
    source: 'conformal bootstrap, arXiv:1603.04436 and 1612.08471'
  },
  { dimension: 4, nu: 1 / 2, eta: 0, omega: 0, source: 'Gaussian' }
]
