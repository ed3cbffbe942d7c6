/** log(2) in two parts; the first has 21 low zero bits. */
const LOG2_HIGH: f64 = 0.6931471803691238
const LOG2_LOW: f64 = 1.9082149292705877e-10

/**
 * Natural logarithm of any x: x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), and
 * log(1 + f) = f - f^2/2 + s (f^2/2 + R), s = f/(2 + f), R = 2 s^2/3 + 2 s^4/5 + … (the series of
 * 2 artanh s, cut where it is below 2^-60). Below 1 ulp.
 */
export function logarithm(x: f64): f64 {
  if (x != x || x < 0) return NaN
  if (x == 0) return -Infinity
  if (x == Infinity) return x
  let shift: i64 = 0
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984 // 2^54: a denormal becomes normal
    shift = 54
  }
  const bits = reinterpret<i64>(x)
  // Moves the cut between two exponents from 1 to sqrt(1/2).
  const moved = bits + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd)
  const k = (moved >> 52) - 1023
  const f = reinterpret<f64>(bits - (k << 52)) - 1
  const s = f / (2 + f)
  const q = s * s
  const series =
    q *
    (2.0 / 3.0 +
      q *
        (2.0 / 5.0 +
          q *
            (2.0 / 7.0 +
              q *
                (2.0 / 9.0 +
                  q *
                    (2.0 / 11.0 +
                      q *
                        (2.0 / 13.0 +
                          q *
                            (2.0 / 15.0 +
                              q * (2.0 / 17.0 + q * (2.0 / 19.0 + q * (2.0 / 21.0))))))))))
  const half = 0.5 * f * f
  const exponent = <f64>(k - shift)
  return exponent * LOG2_HIGH + (f - (half - (s * (half + series) + exponent * LOG2_LOW)))
}
