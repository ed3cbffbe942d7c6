import { linearAxis } from './linearAxis.js'
import { logarithmicAxis } from './logarithmicAxis.js'

/** Most ticks of either sign on a symmetric logarithmic axis. */
const mostTicks = 4

/**
 * Scale and axis of couplings, which may run over decades, change sign, or do neither: logarithmic for positive
 * values over a decade or more, symmetric logarithmic (linear below 1) for signed values beyond 10, linear else.
 */
export function couplingAxis(values: readonly number[]) {
  const least = Math.min(...values)
  const most = Math.max(...values)
  const size = Math.max(-least, most)
  if (least > 0 && most >= 10 * least) {
    return {
      scale: { type: 'log', nice: false },
      axis: { ...logarithmicAxis(values), format: '.6~g' }
    }
  }
  if (least > 0 || size < 10) {
    return { scale: { type: 'linear', nice: false, zero: false }, axis: linearAxis(values) }
  }
  // 1 is too close to 0 for a label of its own.
  const decades = Math.floor(Math.log10(size))
  const stride = Math.ceil(decades / mostTicks)
  const count = Math.floor(decades / stride)
  const powers = Array.from({ length: count }, (_, i) => 10 ** ((i + 1) * stride))
  const ticks = [...powers.map((power) => -power).reverse(), 0, ...powers]
  return {
    scale: { type: 'symlog', nice: false, zero: true },
    axis: {
      values: ticks.filter((tick) => tick === 0 || (tick >= least && tick <= most)),
      format: linearAxis(values).format
    }
  }
}
