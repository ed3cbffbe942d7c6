// Plain JavaScript: loops over numbers, a ziggurat of 256 layers on xoshiro128+, Math.exp.
import { serve } from './serve.mjs'

const layers = 256
const tail = 3.6541528853610088
const area = 0.00492867323399
const edge = new Float64Array(layers + 1)
const height = new Float64Array(layers + 1)
edge[0] = area / Math.exp(-0.5 * tail * tail)
edge[1] = tail
for (let i = 1; i < layers; i++) {
  height[i] = Math.exp(-0.5 * edge[i] * edge[i])
  edge[i + 1] = i === layers - 1 ? 0 : Math.sqrt(-2 * Math.log(area / edge[i] + height[i]))
}
height[layers] = 1

let a = 0x9e3779b9 | 0
let b = 0x243f6a88 | 0
let c = 0xb7e15162 | 0
let d = 0xdeadbeef | 0

function word() {
  const result = (a + d) | 0
  const t = b << 9
  c ^= a
  d ^= b
  b ^= c
  a ^= d
  c ^= t
  d = (d << 11) | (d >>> 21)
  return result
}

const uniform = () => ((word() >>> 0) + 0.5) / 4294967296

function normal() {
  for (;;) {
    const first = word()
    const i = first & 255
    // 24 bits with the sign, then 32 more: uniform in [-1, 1).
    const u = ((first >> 8) * 4294967296 + (word() >>> 0)) / 36028797018963968
    const x = u * edge[i]
    if (Math.abs(x) < edge[i + 1]) return x
    if (i === 0) {
      for (;;) {
        const y = -Math.log(uniform()) / tail
        if (-2 * Math.log(uniform()) > y * y) return x < 0 ? -tail - y : tail + y
      }
    }
    if (height[i] + uniform() * (height[i + 1] - height[i]) < Math.exp(-0.5 * x * x)) return x
  }
}

const sums = new Float64Array(609)

/** @param {Float64Array} f */
function addMoments(f) {
  const m = f.length
  let s = 0
  for (let i = 0; i < m; i++) for (let j = i; j < m; j++) sums[s++] += f[i] * f[j]
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) {
      const ij = f[i] * f[j]
      for (let k = j; k < m; k++) for (let l = k; l < m; l++) sums[s++] += ij * f[k] * f[l]
    }
  }
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) {
      for (let k = j; k < m; k++) {
        const ijk = f[i] * f[j] * f[k]
        for (let l = k; l < m; l++) {
          const ijkl = ijk * f[l]
          for (let n = l; n < m; n++) {
            const ijkln = ijkl * f[n]
            for (let o = n; o < m; o++) sums[s++] += ijkln * f[o]
          }
        }
      }
    }
  }
}

serve(({ width, inputs, networks }) => {
  const f = new Float64Array(inputs.length)
  const scale = inputs.map((x) => Math.exp(-1 - x * x) / Math.sqrt(width))
  sums.fill(0)
  for (let r = 0; r < networks; r++) {
    f.fill(0)
    for (let j = 0; j < width; j++) {
      const w0 = normal()
      const b0 = normal()
      const w1 = normal()
      for (let k = 0; k < f.length; k++) f[k] += w1 * Math.exp(b0 + w0 * inputs[k])
    }
    const b1 = normal()
    for (let k = 0; k < f.length; k++) f[k] = f[k] * scale[k] + b1
    addMoments(f)
  }
  return sums[0] / networks
})
