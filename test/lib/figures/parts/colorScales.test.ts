import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { widthColor } from '../../../../lib/src/figures/parts/widthScale.js'
import { Figure } from '../../../../lib/src/figures/parts/figure.js'
import {
  categoryColors,
  deviationColors,
  sequenceColors
} from '../../../../lib/src/figures/parts/colorScales.js'
import { colorDistance, contrast, luminance, visionNames } from './contrast.js'
import { drawChecked } from '../specification.js'

it.each([...sequenceColors, ...categoryColors, ...deviationColors])(
  '%s stands out from a white page and from JupyterLab’s dark one',
  (color) => {
    expect(contrast(color, '#ffffff')).toBeGreaterThan(3)
    expect(contrast(color, '#111111')).toBeGreaterThan(3)
  }
)

it.each(visionNames)('the first six colours differ for eyes with %s vision', (vision) => {
  const six = categoryColors.slice(0, 6)
  const distances = six.flatMap((color, i) =>
    six.slice(0, i).map((other) => colorDistance(color, other, vision))
  )
  expect(Math.min(...distances)).toBeGreaterThan(12)
  // Vega's red and green, which these replaced, are one colour to many eyes.
  if (vision === 'deuteranopia') {
    expect(colorDistance('#d62728', '#2ca02c', vision)).toBeLessThan(12)
  }
})

it.each(visionNames)('the steps of a deviation differ for eyes with %s vision', (vision) => {
  const distances = deviationColors.flatMap((color, i) =>
    deviationColors.slice(0, i).map((other) => colorDistance(color, other, vision))
  )
  expect(Math.min(...distances)).toBeGreaterThan(9)
})

it('no figure has a colour of its own', () => {
  const folder = resolve(import.meta.dirname, '../../../../lib/src/figures')
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.endsWith('colorScales.ts') &&
      /'#[0-9a-f]{6}'/.test(readFileSync(resolve(folder, file), 'utf8'))
  )
  expect(own).toEqual([])
})

describe('the colours of a sequence', () => {
  it('grow in luminance', () => {
    const luminances = sequenceColors.map(luminance)
    expect(luminances).toEqual([...luminances].sort((a, b) => a - b))
  })

  it.each([2, 10, 30])('give %i widths a colour each, in their sequence', async (count) => {
    const values = Array.from({ length: count }, (_, i) => ({ width: i + 1 }))
    const figure = new Figure({
      name: 'widths',
      title: 'Widths',
      description: '',
      parameters: {},
      results: [],
      spec: {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 1 },
        encoding: { x: { field: 'width', type: 'quantitative' }, color: widthColor }
      }
    })
    const svg = await drawChecked(figure)
    const marks = svg.slice(svg.indexOf('mark-symbol role-mark'))
    const drawn = Array.from(marks.matchAll(/fill="(rgb\([^"]*\)|#[^"]*)"/g), ([, color]) => color)
    const colors = drawn.slice(0, count)
    expect(new Set(colors).size).toBe(count)
    expect(colors.map(luminance)).toEqual(colors.map(luminance).sort((a, b) => a - b))
  })
})
