// Activations by their codes, in place.
import { cosineStrip } from './cosine'
import { errorFunctionStrip } from './errorFunction'
import { guardedExponentialStrip } from './exponential'
import { hyperbolicTangentStrip } from './hyperbolicTangent'
import { COS, ERF, RELU, TABLE, TANH, ZEROS } from './settings'
import { tableStrip } from './table'

/** g(z) in place from `target` up to `end`; of GaussNet's activation the exponential alone. */
export function activateStrip(code: i32, target: usize, end: usize): void {
  if (code == RELU) rectifyStrip(target, end)
  else if (code == ERF) errorFunctionStrip(target, end)
  else if (code == COS) cosineStrip(target, end)
  else if (code == TANH) hyperbolicTangentStrip(target, end)
  else if (code == TABLE) tableStrip(target, end)
  else guardedExponentialStrip(target, end)
}

export function rectifyStrip(target: usize, end: usize): void {
  const zero = v128.load(ZEROS)
  for (; target < end; target += 16) {
    v128.store(target, f64x2.pmax(zero, v128.load(target)))
  }
}
