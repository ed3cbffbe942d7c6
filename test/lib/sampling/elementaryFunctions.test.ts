import { describe, expect, it } from 'vitest'
import { instantiateSampler, type SamplerExports } from '../../../lib/src/sampling/samplerModule.js'
import {
  cosineZero,
  exactCosine,
  exactErrorFunction,
  exactExponential,
  exactHyperbolicTangent,
  exactSteppedExponential,
  fixed,
  fixedPointBits,
  ulpError
} from './fixedPoint.js'

const wasm = instantiateSampler()

function evaluate(
  name:
    | 'exponentialArray'
    | 'steppedExponentialArray'
    | 'smallExponentialArray'
    | 'logarithmArray'
    | 'cosineArray'
    | 'errorFunctionArray'
    | 'hyperbolicTangentArray',
  values: readonly number[]
): Float64Array {
  const pointer = wasm.allocateArray(values.length)
  new Float64Array(wasm.memory.buffer, pointer, values.length).set(values)
  wasm[name as keyof SamplerExports & typeof name](pointer, values.length)
  return new Float64Array(wasm.memory.buffer, pointer, values.length).slice()
}

/** Evenly spread points, shifted by an irrational step so that none is special. */
function spread(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + (to - from) * ((i + Math.SQRT1_2) / count))
}

describe('the exponential of the sampler', () => {
  it('is within 1.6 ulp from the smallest to the largest result, denormals within 1.1', () => {
    const values = [
      ...spread(-708, 709.78, 4000),
      ...spread(-3, 3, 3000),
      ...spread(-1e-3, 1e-3, 500)
    ]
    const results = evaluate('exponentialArray', values)
    const errors = values.map((x, i) => {
      const { fraction, exponent } = exactExponential(x)
      return ulpError(results[i], fraction, exponent)
    })
    expect(Math.max(...errors)).toBeLessThan(1.6)
    const small = spread(-745.1, -708.4, 500)
    const denormals = evaluate('exponentialArray', small)
    for (const [i, x] of small.entries()) {
      const { fraction, exponent } = exactExponential(x)
      expect(ulpError(denormals[i], fraction, exponent)).toBeLessThan(1.1)
    }
  })

  it('is exact at zero, overflows, underflows and keeps NaN', () => {
    const values = [0, -0, 709.79, Infinity, -745.14, -Infinity, NaN, 709.782712893384]
    const results = [...evaluate('exponentialArray', values)]
    expect(results.slice(0, 7)).toEqual([1, 1, Infinity, Infinity, 0, 0, NaN])
    expect(results[7] / Number.MAX_VALUE).toBeCloseTo(1, 9)
  })

  it('gives the same bits in scalar and vector form', () => {
    const values = spread(-750, 712, 10001)
    const results = evaluate('exponentialArray', values)
    expect(values.filter((x, i) => !Object.is(wasm.exponential(x), results[i]))).toEqual([])
  })

  it('is within 1.6 ulp where exponents come in steps of log(2)/256, and gives powers of two exactly', () => {
    const values = [...spread(-(2 ** 18) + 512, 2 ** 18 - 512, 4000), ...spread(-2000, 2000, 4000)]
    values.push(...spread(-0.5, 0.5, 500), 0, 0.5, -0.5, 127.5, -127.5, 1e-300)
    const results = evaluate('steppedExponentialArray', values)
    const errors = values.map((y, i) => {
      const { fraction, exponent } = exactSteppedExponential(y)
      return ulpError(results[i], fraction, exponent)
    })
    expect(Math.max(...errors)).toBeLessThan(1.6)
    const exponents = [-1022, -1, 0, 1, 52, 1023]
    const powers = evaluate(
      'steppedExponentialArray',
      exponents.map((k) => 256 * k)
    )
    expect([...powers]).toEqual(exponents.map((k) => 2 ** k))
  })

  it('is within 0.9 ulp where its series is used, up to 1/16', () => {
    const values = [...spread(-1 / 16, 1 / 16, 4000), 1 / 16, -1 / 16, 0, 1e-9]
    const results = evaluate('smallExponentialArray', values)
    const errors = values.map((x, i) => {
      const { fraction, exponent } = exactExponential(x)
      return ulpError(results[i], fraction, exponent)
    })
    expect(Math.max(...errors)).toBeLessThan(0.9)
  })
})

describe('the logarithm of the sampler', () => {
  it('is within 1 ulp for every size of argument, denormals included', () => {
    const values = [
      ...spread(0.5, 2, 3000),
      ...spread(-1074, 1023.9, 3000).map((e) => 2 ** e),
      ...spread(0, 1e-3, 500).map((x) => 1 - x),
      Number.MIN_VALUE,
      2 ** -53
    ]
    const results = evaluate('logarithmArray', values)
    const errors = values.map((x, i) => {
      // x exp(-y) - 1 is log(x) - y to first order.
      const y = results[i]
      const { fraction, exponent } = exactExponential(-y)
      const scale = 1 << 20
      const whole = Math.floor(Math.log2(x))
      const mantissa = fixed(x / 2 ** Math.trunc(whole / 2) / 2 ** (whole - Math.trunc(whole / 2)))
      const product = (mantissa * fraction) >> fixedPointBits
      const shift = BigInt(whole + exponent)
      const ratio = shift >= 0n ? product << shift : product >> -shift
      const error = Number(
        ((ratio - (1n << fixedPointBits)) * BigInt(scale)) >> (fixedPointBits - 60n)
      )
      return Math.abs(error) / scale / 2 ** 60 / 2 ** (Math.floor(Math.log2(Math.abs(y))) - 52)
    })
    expect(Math.max(...errors)).toBeLessThan(1)
  })

  it('takes zero, one, infinity and negative numbers as it should', () => {
    expect([...evaluate('logarithmArray', [0, 1, Infinity, -1, NaN])]).toEqual([
      -Infinity,
      0,
      Infinity,
      NaN,
      NaN
    ])
  })
})

describe('the error function of the sampler', () => {
  const errorsAt = (values: readonly number[]) => {
    const results = evaluate('errorFunctionArray', values)
    return values.map((x, i) => ulpError(results[i], exactErrorFunction(x)))
  }

  it('is within 2 ulp everywhere, close to zero too', () => {
    const values = [...spread(0, 0.05, 3000), ...spread(-60, -1, 300).map((e) => 2 ** e)]
    expect(Math.max(...errorsAt(values))).toBeLessThan(2)
  })

  it('is all but correctly rounded from 0.05 on, thanks to the low part of its table', () => {
    const middles = Array.from({ length: 762 }, (_, i) => (i + 7.4999) / 128)
    const values = [...spread(0.05, 6.5, 4000), ...spread(-6.5, -0.05, 1000), ...middles]
    expect(Math.max(...errorsAt(values))).toBeLessThan(0.6)
  })

  it('is odd, and 1 to the last bit from 6 on', () => {
    const values = spread(-8, 8, 4001)
    const mirrored = evaluate(
      'errorFunctionArray',
      values.map((x) => -x)
    )
    evaluate('errorFunctionArray', values).forEach((y, i) => expect(mirrored[i]).toBe(-y))
    const results = [
      ...evaluate('errorFunctionArray', [6, 40, Infinity, -7, -Infinity, 0, -0, Number.MIN_VALUE])
    ]
    expect(results).toEqual([1, 1, 1, -1, -1, 0, -0, Number.MIN_VALUE])
  })
})

describe('the hyperbolic tangent of the sampler', () => {
  const errorsAt = (values: readonly number[]) => {
    const results = evaluate('hyperbolicTangentArray', values)
    return values.map((x, i) => ulpError(results[i], exactHyperbolicTangent(x)))
  }

  it('is within 3 ulp everywhere, between the entries of its table and close to zero too', () => {
    const middles = Array.from({ length: 2600 }, (_, i) => (i + 0.4999) / 128)
    const entries = Array.from({ length: 2600 }, (_, i) => (i + 1) / 128)
    const small = [...spread(0, 0.05, 3000), ...spread(-60, -1, 300).map((e) => 2 ** e)]
    const values = [...spread(-21, 21, 4000), ...spread(-2, 2, 2000), ...small]
    expect(Math.max(...errorsAt([...values, ...middles, ...entries]))).toBeLessThan(3)
    expect(Math.max(...errorsAt(entries))).toBeLessThan(1)
  })

  it('is odd, and 1 to the last bit for large arguments', () => {
    const values = spread(-22, 22, 4001)
    const mirrored = evaluate(
      'hyperbolicTangentArray',
      values.map((x) => -x)
    )
    evaluate('hyperbolicTangentArray', values).forEach((y, i) => expect(mirrored[i]).toBe(-y))
    const special = [20, 40, 1e300, Infinity, -21, -Infinity, 0, 1e-200, Number.MIN_VALUE]
    const expected = [1, 1, 1, 1, -1, -1, 0, 1e-200, Number.MIN_VALUE]
    expect([...evaluate('hyperbolicTangentArray', special)]).toEqual(expected)
    // Two vectors are computed together: what is beyond the table's ends leaves the others as they are.
    const ends = [31.99, 31.998, 32, 33, 64, 2 ** 25, 2 ** 45, 1.5 * 2 ** 45, 3 * 2 ** 45, 2 ** 60]
    const far = [...ends, Infinity].flatMap((x) => [x, -x])
    const [near] = evaluate('hyperbolicTangentArray', [0.3])
    for (let place = 0; place < 4; place++) {
      const values = far.flatMap((x) => [0.3, 0.3, 0.3, 0.3].with(place, x))
      const results = evaluate('hyperbolicTangentArray', values)
      values.forEach((x, i) => expect(results[i]).toBe(x === 0.3 ? near : Math.sign(x)))
    }
  })
})

describe('the cosine of the sampler', () => {
  const largest = 2 ** 20 * (Math.PI / 2)
  const errorsAt = (values: readonly number[]) => {
    const results = evaluate('cosineArray', values)
    return values.map((x, i) => ulpError(results[i], exactCosine(x)))
  }

  it('is within 1 ulp for every size of argument', () => {
    const sizes = spread(-30, Math.log2(largest), 4000).map((e) => 2 ** e)
    const values = [...spread(-8, 8, 4001), ...spread(-1000, 1000, 2001), ...sizes]
    expect(Math.max(...errorsAt(values))).toBeLessThan(1)
    expect(Math.max(...errorsAt(spread(largest - 1e3, largest, 2001)))).toBeLessThan(1)
  })

  it('keeps its digits close to its zeros, up to the end of its range', () => {
    const zeros = spread(0, 2 ** 19, 3000).flatMap((k) => {
      const zero = cosineZero(Math.floor(k))
      const neighbour = zero * (1 + 2 ** -52)
      return [zero, -zero, neighbour]
    })
    const values = [...zeros, ...Array.from({ length: 300 }, (_, k) => cosineZero(k))]
    expect(values.every((x) => Math.abs(Math.cos(x)) < 1e-9)).toBe(true)
    expect(Math.max(...errorsAt(values))).toBeLessThan(1)
  })

  it('keeps them at the doubles of its range that come closest to a zero', () => {
    const closest = Array.from({ length: 2 ** 19 }, (_, k) => cosineZero(k))
      .map((x) => ({ x, size: Math.abs(Math.cos(x)) }))
      .sort((a, b) => a.size - b.size)
      .slice(0, 100)
    expect(closest[0].size).toBeLessThan(1e-16)
    expect(Math.max(...errorsAt(closest.map(({ x }) => x)))).toBeLessThan(1)
  })

  it('is even, 1 for zero and for denormals, and NaN without a finite argument', () => {
    const values = spread(0, largest, 5001)
    const mirrored = evaluate(
      'cosineArray',
      values.map((x) => -x)
    )
    expect(mirrored).toEqual(evaluate('cosineArray', values))
    const special = [0, -0, Number.MIN_VALUE, -1e-310, 2 ** -30, Infinity, -Infinity, NaN]
    const expected = [1, 1, 1, 1, 1, NaN, NaN, NaN]
    expect([...evaluate('cosineArray', special)]).toEqual(expected)
  })
})
