import { expect, it } from 'vitest'
import { plot } from '../../../../lib/src/figures/plot.js'

it('a legend shows points as points and lines as lines, of series with any names', async () => {
  const rows = [1, 2, 3].map((x) => ({ x, "it's \\ 7": x * x, '7': x }))
  const svg = await plot(rows, { x: 'x', y: "it's \\ 7", exact: '7' }).svg()
  const signs = [
    ...svg.matchAll(/role-legend-symbol".*?<path[^>]* d="([^"]*)".*?<text[^>]*>(.*?)</g)
  ]
  expect(signs.map(([, path, name]) => [name, path.includes('A') ? 'disc' : 'line'])).toEqual([
    ["it's \\ 7", 'disc'],
    ['7', 'line']
  ])
})
