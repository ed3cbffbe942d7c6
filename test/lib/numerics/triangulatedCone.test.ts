import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { triangulatedCone } from '../../../lib/src/numerics/triangulatedCone.js'

const unit = (v: readonly number[]) => Float64Array.from(v, (c) => c / Math.hypot(...v))
const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, c, k) => sum + c * v[k], 0)
const axes = (dimension: number) =>
  Array.from({ length: dimension }, (_, i) =>
    unit(Array.from({ length: dimension }, (_, k) => +(i === k)))
  )

/** Solid angle of three unit vectors (van Oosterom and Strackee). */
function solidAngle([a, b, c]: readonly Float64Array[]): number {
  const triple =
    a[0] * (b[1] * c[2] - b[2] * c[1]) -
    a[1] * (b[0] * c[2] - b[2] * c[0]) +
    a[2] * (b[0] * c[1] - b[1] * c[0])
  return 2 * Math.atan2(Math.abs(triple), 1 + dot(a, b) + dot(b, c) + dot(c, a))
}

describe('triangulatedCone', () => {
  it('covers an octant by cones whose solid angles add up to pi / 2', () => {
    const cones = triangulatedCone(axes(3), 3, 0.5)
    expect(cones.reduce((sum, cone) => sum + solidAngle(cone), 0)).toBeCloseTo(Math.PI / 2, 13)
  })

  it('covers cones cut by any number of planes: solid angle by Gauss-Bonnet', () => {
    const direction = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 2,
      maxLength: 2
    })
    fc.assert(
      fc.property(fc.array(direction, { minLength: 3, maxLength: 7 }), (tilts) => {
        // Normals around the z axis: the cone holds (0, 0, 1).
        const normals = tilts.map(([x, y]) => unit([x, y, 0.4]))
        const cones = triangulatedCone(normals, 3, 0.5)
        const area = cones.reduce((sum, cone) => sum + solidAngle(cone), 0)
        const steps = 4000
        // Independent: the area under the polar angle of the boundary, by the midpoint rule.
        let reference = 0
        for (let i = 0; i < steps; i++) {
          const phi = (2 * Math.PI * (i + 0.5)) / steps
          const boundary = normals.map(([x, y, z]) => {
            const slope = x * Math.cos(phi) + y * Math.sin(phi)
            return Math.atan2(z, -slope)
          })
          reference += (1 - Math.cos(Math.min(...boundary))) * ((2 * Math.PI) / steps)
        }
        fc.pre(cones.length > 0)
        expect(area).toBeCloseTo(reference, 3)
      }),
      { numRuns: 60 }
    )
  })

  it('gives unit rays at most 60 degrees apart, all inside the cone', () => {
    const normals = [unit([1, 0, 0, 0.2]), ...axes(4).slice(1), unit([-0.2, 1, 0.3, 1])]
    const cones = triangulatedCone(normals, 4, 0.5)
    expect(cones.length).toBeGreaterThan(1)
    for (const rays of cones) {
      expect(rays).toHaveLength(4)
      for (const ray of rays) {
        expect(dot(ray, ray)).toBeCloseTo(1, 14)
        for (const normal of normals) expect(dot(normal, ray)).toBeGreaterThan(-1e-12)
        for (const other of rays) expect(dot(ray, other)).toBeGreaterThan(0.5 - 1e-9)
      }
    }
  })

  it('is empty where the half-spaces meet in a plane or a point', () => {
    expect(triangulatedCone([...axes(3), unit([-1, 0, 0])], 3, 0.5)).toEqual([])
    expect(triangulatedCone([...axes(3), unit([-1, -1, -1])], 3, 0.5)).toEqual([])
  })
})
