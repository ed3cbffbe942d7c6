/** Value, first and second derivative of a function of one variable at a point: derivatives by Taylor arithmetic. */
export type Jet = readonly [value: number, first: number, second: number]

/** f(u), from f and its derivatives at the value of u. */
export function composedJet([, u1, u2]: Jet, [f0, f1, f2]: Jet): Jet {
  return [f0, product(f1, u1), product(f2, u1 * u1) + product(f1, u2)]
}

/** Where a factor is exactly 0 the other, which may be infinite there, does not matter: a constant is one. */
function product(outer: number, inner: number): number {
  return inner === 0 ? 0 : outer * inner
}

export function sumJet(u: Jet, v: Jet): Jet {
  return [u[0] + v[0], u[1] + v[1], u[2] + v[2]]
}

export function scaledJet(u: Jet, factor: number): Jet {
  return [factor * u[0], factor * u[1], factor * u[2]]
}

export function productJet(u: Jet, v: Jet): Jet {
  return [u[0] * v[0], u[1] * v[0] + u[0] * v[1], u[2] * v[0] + 2 * u[1] * v[1] + u[0] * v[2]]
}

export function quotientJet(u: Jet, v: Jet): Jet {
  const value = u[0] / v[0]
  const first = (u[1] - value * v[1]) / v[0]
  return [value, first, (u[2] - 2 * first * v[1] - value * v[2]) / v[0]]
}

/** u^v; a constant exponent leaves the base free to be negative. */
export function powerJet(u: Jet, v: Jet): Jet {
  const value = u[0] ** v[0]
  if (v[1] === 0 && v[2] === 0) {
    const [p] = v
    const first = p === 0 ? 0 : p * u[0] ** (p - 1)
    const second = p === 0 || p === 1 ? 0 : p * (p - 1) * u[0] ** (p - 2)
    return composedJet(u, [value, first, second])
  }
  const logarithm = composedJet(u, [Math.log(u[0]), 1 / u[0], -1 / (u[0] * u[0])])
  return composedJet(productJet(logarithm, v), [value, value, value])
}
