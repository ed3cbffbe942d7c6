/** Elementary functions in fixed point, 260 fractional bits: references for errors in ulp. */
const bits = 260n
const one = 1n << bits

/** The exact value of a double, in fixed point; tiny ones are cut off. */
export function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  const word = view.getBigUint64(0)
  const field = (word >> 52n) & 2047n
  const fraction = word & ((1n << 52n) - 1n)
  const mantissa = field === 0n ? fraction : fraction | (1n << 52n)
  const exponent = (field === 0n ? 1n : field) - 1075n + bits
  const size = exponent >= 0n ? mantissa << exponent : mantissa >> -exponent
  return word >> 63n ? -size : size
}

const times = (a: bigint, b: bigint) => (a * b) >> bits

const log2 = (() => {
  // log 2 = 2 artanh(1/3)
  let sum = 0n
  let power = (2n * one) / 3n
  for (let k = 1n; power > 0n; k += 2n) {
    sum += power / k
    power /= 9n
  }
  return sum
})()

function arctanInverse(n: bigint): bigint {
  let sum = 0n
  let power = one / n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k
    power = -power / (n * n)
  }
  return sum
}

function squareRoot(x: bigint): bigint {
  const target = x << bits
  let root = 1n << BigInt(Math.ceil(target.toString(2).length / 2))
  for (;;) {
    const next = (root + target / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** exp(x) = fraction * 2^exponent, the fraction in fixed point between 1 and 2. */
export function exactExponential(x: number): { fraction: bigint; exponent: number } {
  const argument = fixed(x)
  let exponent = argument / log2
  if (exponent * log2 > argument) exponent--
  return { fraction: series(argument - exponent * log2), exponent: Number(exponent) }
}

/** 2^(y/256), in the same form. */
export function exactSteppedExponential(y: number): { fraction: bigint; exponent: number } {
  const exponent = Math.floor(y / 256)
  const rest = fixed(y) - fixed(256 * exponent)
  return { fraction: series(times(rest, log2) / 256n), exponent }
}

/** exp(r) of 0 <= r <= 1 by its power series. */
function series(r: bigint): bigint {
  let sum = 0n
  let term = one
  for (let k = 1n; term > 0n; k++) {
    sum += term
    term = times(term, r) / k
  }
  return sum
}

const pi = 4n * (4n * arctanInverse(5n) - arctanInverse(239n))

const twoOverRootPi = (() => {
  return (2n * one * one) / squareRoot(pi)
})()

/** erf(x) in fixed point, by its power series. */
export function exactErrorFunction(x: number): bigint {
  const z = fixed(x)
  const square = times(z, z)
  let sum = 0n
  let term = z
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term / (2n * n - 1n)
    term = -times(term, square) / n
  }
  return times(sum, twoOverRootPi)
}

/** tanh(x) in fixed point, |x| below 100. */
export function exactHyperbolicTangent(x: number): bigint {
  if (x < 0) return -exactHyperbolicTangent(-x)
  const { fraction, exponent } = exactExponential(2 * x)
  const power = fraction << BigInt(exponent)
  return ((power - one) << bits) / (power + one)
}

/** cos(x) in fixed point: the power series about the nearest multiple of 2 pi. */
export function exactCosine(x: number): bigint {
  const turns = fixed(x) / (2n * pi)
  const z = fixed(x) - 2n * pi * turns
  const square = times(z, z)
  let sum = 0n
  let term = one
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    sum += term
    term = -times(term, square) / (n * (n + 1n))
  }
  return sum
}

/** The double next to (k + 1/2) pi, k below 2^50. */
export function cosineZero(k: number): number {
  const zero = ((2n * BigInt(k) + 1n) * pi) / 2n
  return Number(zero >> (bits - 100n)) / 2 ** 100
}

/** |value - exact| in units of the last place of `value`, both scaled by 2^-exponent. */
export function ulpError(value: number, exact: bigint, exponent = 0): number {
  // Split the scaling: 2^1023 and 2^-1074 are out of reach of one factor.
  const half = Math.trunc(exponent / 2)
  const scaled = value * 2 ** -half * 2 ** (half - exponent)
  const difference = fixed(scaled) - exact
  // A denormal's last place is that of the smallest normal number.
  const place = Math.max(Math.floor(Math.log2(Math.abs(value))), -1022) - 52 - exponent
  return Math.abs(Number((difference << 20n) >> (bits + BigInt(place)))) / 2 ** 20
}

export const fixedPointBits = bits
