import erfc from '@stdlib/math-base-special-erfc'
import { abs } from './abs.js'
import { cos } from './cos.js'
import { erf } from './erf.js'
import { exp } from './exp.js'
import { sigmoid } from './sigmoid.js'
import { sign } from './sign.js'
import { sin } from './sin.js'
import { tanh } from './tanh.js'

/** A function of one real variable with its first two derivatives. */
export interface DifferentiableFunction {
  readonly value: (x: number) => number
  readonly derivative: (x: number) => number
  readonly secondDerivative: (x: number) => number
}

/** An activation as such a function: none of these is normalised. */
function of({ value, derivative, secondDerivative }: typeof tanh): DifferentiableFunction {
  return {
    value: (x) => value(x, 0),
    derivative: (x) => derivative(x, 0),
    secondDerivative: (x) => secondDerivative(x, 0)
  }
}

/** Functions of one variable that an expression may hold. */
export const elementaryFunctions: Readonly<Record<string, DifferentiableFunction>> = {
  abs: of(abs),
  sign: of(sign),
  sqrt: {
    value: Math.sqrt,
    derivative: (x) => 0.5 / Math.sqrt(x),
    secondDerivative: (x) => -0.25 / (x * Math.sqrt(x))
  },
  exp: of(exp),
  expm1: { ...of(exp), value: Math.expm1 },
  log: { value: Math.log, derivative: (x) => 1 / x, secondDerivative: (x) => -1 / (x * x) },
  log1p: {
    value: Math.log1p,
    derivative: (x) => 1 / (1 + x),
    secondDerivative: (x) => -1 / ((1 + x) * (1 + x))
  },
  sin: of(sin),
  cos: of(cos),
  tan: {
    value: Math.tan,
    derivative: (x) => 1 + Math.tan(x) ** 2,
    secondDerivative: (x) => 2 * Math.tan(x) * (1 + Math.tan(x) ** 2)
  },
  asin: {
    value: Math.asin,
    derivative: (x) => 1 / Math.sqrt((1 - x) * (1 + x)),
    secondDerivative: (x) => x / ((1 - x) * (1 + x)) ** 1.5
  },
  acos: {
    value: Math.acos,
    derivative: (x) => -1 / Math.sqrt((1 - x) * (1 + x)),
    secondDerivative: (x) => -x / ((1 - x) * (1 + x)) ** 1.5
  },
  atan: {
    value: Math.atan,
    derivative: (x) => 1 / (1 + x * x),
    secondDerivative: (x) => (-2 * x) / (1 + x * x) ** 2
  },
  sinh: { value: Math.sinh, derivative: Math.cosh, secondDerivative: Math.sinh },
  cosh: { value: Math.cosh, derivative: Math.sinh, secondDerivative: Math.cosh },
  tanh: of(tanh),
  asinh: {
    value: Math.asinh,
    derivative: (x) => 1 / Math.hypot(1, x),
    secondDerivative: (x) => -x / Math.hypot(1, x) ** 3
  },
  erf: of(erf),
  erfc: {
    value: (x) => erfc(x),
    derivative: (x) => -erf.derivative(x, 0),
    secondDerivative: (x) => -erf.secondDerivative(x, 0)
  },
  sigmoid: of(sigmoid)
}
