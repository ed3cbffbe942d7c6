// A specification that a user writes in a cell: what is seen where Vega-Lite is not drawn.
import { expect, it } from 'vitest'
import { mimeBundleOf } from '../../../../kernel/src/protocol/display/mimeBundle.js'
import '../../../../lib/src/figures/index.js'

const spec = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  title: { text: ['u4', 'against N'] },
  data: { values: [{ N: 1, u4: 2 }] },
  mark: 'point',
  encoding: { x: { field: 'N', type: 'quantitative' } }
}
const noProblem = (problem: unknown) => expect.unreachable(String(problem))

it('a specification is shown with a picture and a short text', async () => {
  const { data } = await mimeBundleOf(spec, noProblem)
  expect(Object.keys(data).sort()).toEqual([
    'application/vnd.vegalite.v5+json',
    'image/png',
    'text/plain'
  ])
  expect(data['text/plain']).toBe('Vega-Lite: u4 against N')
  const png = Buffer.from(data['image/png'] as string, 'base64')
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect(png.readUInt32BE(16)).toBeGreaterThan(200)
})

it('data are not fetched for a picture', async () => {
  const { data } = await mimeBundleOf({ ...spec, data: { url: 'rows.csv' } }, noProblem)
  expect(data).not.toHaveProperty(['image/png'])
  expect(data['text/plain']).toBe('Vega-Lite: u4 against N')
})

it('what is wrong with a specification is told, and it is shown without a picture', async () => {
  const problems: unknown[] = []
  const wrong = { ...spec, mark: 'nothing', encoding: { x: { field: 'N', type: 'wrong' } } }
  const { data } = await mimeBundleOf(wrong, (problem) => void problems.push(problem))
  expect(data).toHaveProperty(['application/vnd.vegalite.v5+json'])
  expect(data).not.toHaveProperty(['image/png'])
  expect(problems).toHaveLength(1)
})
