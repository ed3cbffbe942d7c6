import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle } from './exampleFigures.js'
import { runCommand } from './jupyterLab.js'
import { exported, labSession, screenshot } from './labSession.js'

const lab = labSession()

const at = { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } }
const points = (url: string, format?: object) => ({
  data: { url, ...(format && { format }) },
  mark: 'point',
  encoding: at
})
const csv = (rows: number) =>
  `a,b\n${Array.from({ length: rows }, (_, i) => `${i},${i}`).join('\n')}`
const json = (rows: number) => Array.from({ length: rows }, (_, i) => ({ a: i, b: -i }))

/** A red square. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEUlEQVR42mP4z8CABzGMSmNDAKw1Y53PV3uYAAAAAElFTkSuQmCC',
  'base64'
)

/** Files that figures of `reports/charts.ipynb` name, and the number of their rows. */
const files: readonly {
  readonly file: string
  readonly content: object | string
  readonly spec: { readonly data: { readonly url: string } }
  readonly rows: number
}[] = [
  { file: 'reports/data.csv', content: csv(3), spec: points('data.csv'), rows: 3 },
  { file: 'reports/data.json', content: json(4), spec: points('./data.json'), rows: 4 },
  { file: 'x.csv', content: csv(5), spec: points('../x.csv'), rows: 5 },
  {
    file: 'reports/altair-data-0a1b2c.json',
    content: json(6),
    spec: points('altair-data-0a1b2c.json', { type: 'json' }),
    rows: 6
  },
  { file: 'reports/my data.csv', content: csv(7), spec: points('my data.csv'), rows: 7 },
  { file: 'reports/müde/50%.csv', content: csv(8), spec: points('müde/50%.csv'), rows: 8 },
  {
    file: 'reports/rows.tsv',
    content: csv(9).replaceAll(',', '\t'),
    spec: { ...points('rows.tsv'), data: { url: 'rows.tsv', format: { type: 'tsv' } } },
    rows: 9
  }
]

async function exportedCsv(page: Page, figure: Locator): Promise<string> {
  return String(await exported(page, figure, 'Data as CSV')).trim()
}

test('figures of a trusted notebook load the files beside it', async () => {
  const { page, server } = lab
  for (const { file, content } of files) server.write(file, content)
  await server.writeNotebook(
    'reports/charts.ipynb',
    files.map(({ spec }) => bundle(spec))
  )
  await server.openNotebook(page, 'reports/charts.ipynb')
  for (const [i, { file, spec, rows }] of files.entries()) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    await figure.scrollIntoViewIfNeeded()
    await figure.locator('svg .mark-symbol path').first().waitFor()
    expect(await figure.locator('svg .mark-symbol path').count(), file).toBe(rows)
    // Its rows can be looked at and taken along, as they are in the file.
    await figure.locator('[data-tool=table]').click()
    const table = figure.locator('.nnqft-DataTable')
    expect(await table.locator('tbody tr').count(), file).toBe(rows)
    expect(await table.locator('caption').textContent()).toBe(`${spec.data.url}: ${rows} rows`)
    expect((await exportedCsv(page, figure)).split('\r\n'), file).toHaveLength(1 + rows)
  }
  expect(await page.locator('.nnqft-Notice').count()).toBe(0)
  expect(lab.foreignRequests).toEqual([])
})

/** What cannot be loaded, and what is told. */
const failures: readonly { readonly spec: object; readonly words: RegExp }[] = [
  { spec: points('absent.csv'), words: /absent\.csv could not be loaded: the server answers “404/ },
  { spec: points('../../outside.csv'), words: /outside of the folder that JupyterLab serves/ },
  {
    spec: points('broken.json'),
    words: /broken\.json is not in the format that is expected of it: .*JSON/
  },
  { spec: points('file:///etc/passwd'), words: /External resource refused: file:/ },
  {
    spec: points('https://example.org/data.csv'),
    words: /refused: https:.*Other servers are not asked unless the setting “Fetch external data”/
  }
]

test('a file that cannot be loaded is told with its reason', async () => {
  const { page, server } = lab
  server.write('reports/broken.json', '[{"a": 1')
  await server.writeNotebook(
    'reports/failing.ipynb',
    failures.map(({ spec }) => bundle(spec))
  )
  await server.openNotebook(page, 'reports/failing.ipynb')
  for (const [i, { words }] of failures.entries()) {
    const notice = page.locator('.nnqft-Figure').nth(i).locator('.nnqft-Notice')
    await notice.waitFor()
    const text = await notice.textContent()
    expect(text).toMatch(words)
    // There are none.
    expect(text).not.toContain('Its data can still be seen')
  }
  await screenshot(page, 'missing-files')
  expect(lab.foreignRequests).toEqual([])
})

/** Figures whose rows the view filters, counts, joins or reads, and the text that is to be had of them. */
const changed: readonly { readonly spec: object; readonly csv: RegExp }[] = [
  {
    spec: { ...points('data.csv'), transform: [{ filter: 'datum.a > 0' }] },
    csv: /^a,b\r\n0,0\r\n1,1\r\n2,2$/
  },
  {
    spec: {
      data: { url: 'data.csv' },
      mark: 'bar',
      encoding: { x: { bin: true, field: 'a' }, y: { aggregate: 'count' } }
    },
    csv: /^a,b\r\n0,0\r\n1,1\r\n2,2$/
  },
  {
    spec: {
      data: { url: 'data.csv' },
      transform: [
        { lookup: 'a', from: { data: { url: 'data.json' }, key: 'a', fields: ['b'] }, as: ['c'] }
      ],
      mark: 'point',
      encoding: { x: at.x, y: { field: 'c', type: 'quantitative' } }
    },
    csv: /^table,a,b\r\ndata\.json,0,0\r\n.*data\.json,3,-3\r\ndata.csv,0,0\r\n.*data\.csv,2,2$/s
  },
  {
    spec: {
      layer: [points('data.csv'), { ...points('x.csv'), data: { values: [{ a: 7, b: 8 }] } }]
    },
    csv: /^table,a,b\r\ndata 1,7,8\r\ndata\.csv,0,0\r\n/
  },
  {
    spec: { ...points('x.csv'), data: { values: 'a,b\n7,8\n9,10', format: { type: 'csv' } } },
    csv: /^a,b\r\n7,8\r\n9,10$/
  }
]

test('rows that come from files or text are told as they are there, whatever the view makes of them', async () => {
  const { page, server } = lab
  for (const { file, content } of files) server.write(file, content)
  await server.writeNotebook(
    'reports/changed.ipynb',
    changed.map(({ spec }) => bundle(spec))
  )
  await server.openNotebook(page, 'reports/changed.ipynb')
  for (const [i, { csv }] of changed.entries()) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    await figure.scrollIntoViewIfNeeded()
    await figure.locator('svg.marks').waitFor()
    expect(await exportedCsv(page, figure)).toMatch(csv)
  }
})

test('figures of an untrusted notebook load no file, and say what would allow it', async () => {
  const { page, server } = lab
  const asked: string[] = []
  page.on('request', (request) => {
    if (/\.(csv|tsv)|data\.json/.test(request.url())) asked.push(request.url())
  })
  for (const { file, content } of files) server.write(file, content)
  // The same content as a trusted notebook's would be trusted.
  const cells = files.map(({ spec }) => bundle({ ...spec, description: 'of a stranger' }))
  await server.writeNotebook('reports/stranger.ipynb', cells, false)
  await server.openNotebook(page, 'reports/stranger.ipynb')
  for (const i of files.keys()) {
    const notice = page.locator('.nnqft-Figure').nth(i).locator('.nnqft-Notice')
    await notice.filter({ hasText: 'the command “Trust Notebook”' }).waitFor()
  }
  expect(asked).toEqual([])
})

test('a figure is drawn with the rows that its file has when its cell has run again', async () => {
  const { page, server } = lab
  const shown = { 'application/vnd.vegalite.v5+json': points('changing.csv') }
  server.writeProgram('changing.ipynb', [
    `import { appendFileSync } from 'fs'
     let rows = 0
     const more = () => appendFileSync('changing.csv', rows++ ? '1,1\\n2,2\\n' : 'a,b\\n1,1\\n')`,
    `more()
     ;({ [Symbol.for('Jupyter.display')]: () => (${JSON.stringify(shown)}) })`
  ])
  await server.openNotebook(page, 'changing.ipynb', true)
  await runCommand(page, 'notebook:run-all-cells')
  const marks = page.locator('.nnqft-Figure svg .mark-symbol path')
  for (const rows of [1, 3, 5]) {
    await expect.poll(() => marks.count()).toBe(rows)
    await page.locator('#jp-main-statusbar', { hasText: '(NNQFT) | Idle' }).waitFor()
    await page.locator('.jp-Notebook .jp-Cell').nth(1).locator('.jp-InputArea-prompt').click()
    await runCommand(page, 'notebook:run-cell')
  }
})

const inline = `data:image/png;base64,${png.toString('base64')}`
const place = { a: 1, b: 1 }
const image = (url: object | string) => {
  const isText = typeof url === 'string'
  return {
    width: 100,
    height: 100,
    data: {
      values: [{ ...place, inline, local: 'square.png', remote: 'https://example.org/i.png' }]
    },
    mark: { type: 'image', width: 40, height: 40, ...(isText && { url }) },
    encoding: { ...at, ...(!isText && { url }) }
  }
}

test.each([true, false])(
  'images that stand in the figure itself need no permission; trusted: %s',
  async (trusted) => {
    const { page, server } = lab
    server.write('reports/square.png', png)
    const addresses = [inline, { field: 'inline' }, { value: inline }]
    const beside = ['square.png', { field: 'local' }, { field: 'remote' }]
    const broken = ['absent.png', 'broken.png', 'data:image/png;base64,none']
    server.write('reports/broken.png', 'no picture')
    const cells = [...addresses, ...beside, ...broken].map((address) =>
      bundle({ ...image(address), description: `trusted: ${trusted}` })
    )
    await server.writeNotebook(`reports/images-${trusted}.ipynb`, cells, trusted)
    await server.openNotebook(page, `reports/images-${trusted}.ipynb`)
    const figures = page.locator('.nnqft-Figure')
    const isRed = (i: number) =>
      figures.nth(i).evaluate((figure) => {
        const picture = figure.querySelector('canvas')
        if (!picture) return figure.querySelector('image')?.getAttribute('href') ?? 'none'
        const { width, height } = picture
        const { data } = picture.getContext('2d')!.getImageData(0, 0, width, height)
        return String(
          data.some(
            (_, k) => data[k] > 240 && data[k + 1] < 20 && data[k + 2] < 20 && data[k + 3] === 255
          )
        )
      })
    for (const i of [0, 1, 2]) await expect.poll(() => isRed(i)).toBe(trusted ? inline : 'true')
    const files = [3, 4].map((i) => isRed(i))
    for (const seen of await Promise.all(files)) {
      if (trusted) expect(seen).toContain('/files/reports/square.png')
      else expect(seen).not.toBe('true')
    }
    const missing = (i: number) => figures.nth(i).locator('.nnqft-Notice')
    await missing(5).waitFor()
    expect(await missing(5).textContent()).toMatch(/An image is missing: .*example\.org/)
    // What is refused and what cannot be had are told alike.
    const [absent, damaged] = trusted
      ? [
          /absent\.png could not be loaded: the server answers “404/,
          /broken\.png could not be shown/
        ]
      : [/refused: absent\.png/, /refused: broken\.png/]
    for (const [i, words] of [absent, damaged].entries()) {
      await missing(6 + i).waitFor()
      expect(await missing(6 + i).textContent()).toMatch(words)
    }
    await figures.nth(8).scrollIntoViewIfNeeded()
    await missing(8).waitFor()
    expect(await missing(8).textContent()).toMatch(/data:image\/png;base64,none could not be shown/)
    await screenshot(page, `images-${trusted}`)
    expect(await page.locator('.nnqft-Notice').count()).toBe(trusted ? 4 : 6)
    expect(lab.foreignRequests).toEqual([])
  }
)
