// What the diagnostics need, for the diagonal combinations: sum of v^2 and largest |v|.
import { outputs } from './outputs'
import { ROW, points } from './settings'

/** Literal estimator, v = f(x_k)^(2h); a v128 of squares, then one of maxima, a point. */
export function addPowers(h: i32, squares: usize, maxima: usize): void {
  for (let k: usize = 0; k < <usize>points; k++) {
    const row = outputs + k * ROW
    let square = v128.load(squares + (k << 4))
    let largest = v128.load(maxima + (k << 4))
    for (let o: usize = 0; o < ROW; o += 16) {
      const f = v128.load(row + o)
      const f2 = f64x2.mul(f, f)
      let v = f2
      for (let i = 1; i < h; i++) v = f64x2.mul(v, f2)
      square = f64x2.add(square, f64x2.mul(v, v))
      largest = f64x2.pmax(largest, v)
    }
    v128.store(squares + (k << 4), square)
    v128.store(maxima + (k << 4), largest)
  }
}
