// Weights and biases of any distribution, of variance 1. What is not normal comes from the scalar generator, one
// number after the other: its cost is not that of the papers' networks.
import { exponential } from './exponential'
import { logarithm } from './logarithm'
import { fillNormals } from './normals'
import { spareUniform, spareWord } from './randomStream'

/** What is drawn. */
export const W0: i32 = 0
export const B0: i32 = 1
export const W1: i32 = 2
export const B1: i32 = 3
/** Weights and biases of the later hidden layer that is being drawn. */
export const LATER_W: i32 = 4
export const LATER_B: i32 = 5

const NORMAL: f64 = 0
const UNIFORM: f64 = 1
const LAPLACE: f64 = 2
const SIGN: f64 = 3

/** For each of these: code of the distribution, and degrees of freedom of Student's t (code 4). */
export const DISTRIBUTIONS: usize = memory.data(96, 16)

@inline
function distribution(kind: i32): f64 {
  return load<f64>(DISTRIBUTIONS + (<usize>kind << 4))
}

export function setDistribution(kind: i32, code: f64, freedom: f64): void {
  store<f64>(DISTRIBUTIONS + (<usize>kind << 4), code)
  store<f64>(DISTRIBUTIONS + (<usize>kind << 4), freedom, 8)
}

/** Whether everything is normal, so that one call may draw it all. */
export function allNormal(): bool {
  for (let kind = W0; kind <= B1; kind++) if (distribution(kind) != NORMAL) return false
  return true
}

/** Fills `count` vectors of two numbers each; up to two more may be written over. */
export function fillWeights(target: usize, count: i32, kind: i32): void {
  const code = distribution(kind)
  if (code == NORMAL) {
    fillNormals(target, count)
    return
  }
  const freedom = load<f64>(DISTRIBUTIONS + (<usize>kind << 4), 8)
  for (const end = target + (<usize>count << 4); target < end; target += 8) {
    store<f64>(target, draw(code, freedom))
  }
}

function draw(code: f64, freedom: f64): f64 {
  if (code == SIGN) return <i64>spareWord() < 0 ? -1 : 1
  if (code == UNIFORM) return 1.7320508075688772 * symmetricUniform()
  if (code == LAPLACE) {
    const size = -0.7071067811865476 * logarithm(spareUniform())
    return <i64>spareWord() < 0 ? -size : size
  }
  return studentDraw(freedom)
}

/** An odd multiple of 2^-53 in (-1, 1). */
@inline
function symmetricUniform(): f64 {
  return (<f64>(spareWord() >> 11) + 0.5) * 2.220446049250313e-16 - 1
}

/** Student's t by the polar method (R. W. Bailey, Math. Comp. 62 (1994) 779), divided by its standard deviation. */
function studentDraw(freedom: f64): f64 {
  while (true) {
    const u = symmetricUniform()
    const v = symmetricUniform()
    const w = u * u + v * v
    if (w > 1) continue
    // w^(-2/nu) - 1, which is small for many degrees of freedom.
    const y = (-2 / freedom) * logarithm(w)
    const excess =
      y < 0.001
        ? y * (1 + (y / 2) * (1 + (y / 3) * (1 + (y / 4) * (1 + y / 5))))
        : exponential(y) - 1
    return u * sqrt(((freedom - 2) * excess) / w)
  }
}
