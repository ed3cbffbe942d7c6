import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { type Agreement, agreementSummary } from 'nnqft'
import { NotebookExecutor } from '../../.ci/reproduce/notebookExecutor.mjs'
import { quickParameters } from '../../.ci/reproduce/notebooks.mjs'
import { projectEnvironment, projectPython } from '../../.ci/setup/checkout.mjs'

interface Output {
  readonly output_type: string
  readonly text?: string | readonly string[]
  readonly data?: Record<string, unknown>
  readonly metadata?: Record<string, unknown>
}

interface Cell {
  readonly id: string
  readonly cell_type: string
  readonly source: string | readonly string[]
  readonly metadata: { readonly tags?: readonly string[] }
  readonly outputs?: readonly Output[]
}

interface Notebook {
  readonly cells: readonly Cell[]
  readonly metadata: Record<string, Record<string, unknown>>
}

const folder = resolve(import.meta.dirname, '../../notebooks')
const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'))
const scratch = mkdtempSync(join(tmpdir(), 'nnqft-notebooks-'))
const ownExecutor = new NotebookExecutor()
const stockExecutor = new NotebookExecutor(join(scratch, 'share', 'jupyter'))
afterAll(async () => {
  await Promise.all([ownExecutor.close(), stockExecutor.close()])
  rmSync(scratch, { recursive: true, force: true })
})

const read = (path: string): Notebook => JSON.parse(readFileSync(path, 'utf8'))
const vegaLite = 'application/vnd.vegalite.v5+json'

/** Bundles of all figures of a notebook, with the metadata of their outputs. */
function figures({ cells }: Notebook) {
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .flatMap(({ data = {}, metadata = {} }) => (data[vegaLite] ? [{ data, metadata }] : []))
}

function agreementOf(notebook: Notebook): Agreement[] {
  return figures(notebook).flatMap(({ data }) => {
    const spec = data[vegaLite] as { usermeta: { nnqft: { agreement: Agreement[] } } }
    return spec.usermeta.nnqft.agreement
  })
}

/** Roles of a figure that no field of its rows plays. */
function unknownRoles(spec: unknown): string[] {
  const { usermeta, ...drawn } = spec as { usermeta: { nnqft: { roles?: object } } }
  const text = JSON.stringify(drawn)
  const fields: string[] = Object.values(usermeta.nnqft.roles ?? {})
  return fields.filter((field) => !text.includes(`"${field}":`))
}

interface Run {
  readonly parameters?: Record<string, unknown>
  readonly kernel?: 'tslab'
}

/** Executes a notebook at reduced statistics, every weight drawn anew. */
async function execute(name: string, run: string, options: Run = {}): Promise<Notebook> {
  const output = join(scratch, `${basename(name, '.ipynb')}-${run}`)
  const executor = options.kernel ? stockExecutor : ownExecutor
  const failure = await executor.execute(join(folder, name), {
    output,
    store: join(output, 'store'),
    parameters: { ...quickParameters(join(folder, name)), ...options.parameters },
    ...(options.kernel && { kernel: options.kernel }),
    onEvent: () => undefined
  })
  expect(failure).toBeUndefined()
  return read(join(output, name))
}

/**
 * Where `npm run reproduce -- --quick` has just executed all notebooks of this checkout, if it has: continuous integration
 * does not do so twice.
 */
const reproduction = process.env.NNQFT_REPRODUCTION

/** A notebook at reduced statistics, as it was executed before this test or is executed now. */
async function executedOnce(name: string): Promise<Notebook> {
  return reproduction ? read(resolve(reproduction, name)) : execute(name, 'first')
}

/** Registers stock tslab 1.0.22 in the scratch folder, once for all notebooks. */
beforeAll(() => {
  const tslab = resolve(import.meta.dirname, '../../node_modules/tslab')
  expect(JSON.parse(readFileSync(join(tslab, 'package.json'), 'utf8')).version).toBe('1.0.22')
  const args = ['install', `--python=${projectPython()}`, `--prefix=${scratch}`]
  execFileSync(process.execPath, [join(tslab, 'bin', 'tslab'), ...args], {
    env: projectEnvironment()
  })
})

/** What a reader changes first: the network, to others that the cell names, and the sigmas, to small and to large values. */
function variants(notebook: Notebook): Record<string, unknown>[] {
  const cell = notebook.cells.find(({ metadata }) => metadata.tags?.includes('parameters'))
  const source = [cell?.source ?? ''].flat().join('')
  const sigmas = (sigmaW: number, sigmaB: number) => ({
    ...(/^let sigmaW = [\d.]+$/m.test(source) && { sigmaW }),
    ...(/^let sigmaW = \[/m.test(source) && { sigmaW: [sigmaW / 2, sigmaW, 2 * sigmaW] }),
    ...(/^let sigmaB = /m.test(source) && { sigmaB })
  })
  if (!/^let sigmaW = /m.test(source)) return []
  const choices = /^let network: (.*) = /m.exec(source)?.[1]
  if (choices === undefined) return [sigmas(3, 0)]
  return [
    { network: 'relu', ...sigmas(0.5, 0.3) },
    { network: 'erf', ...sigmas(3, 1.5) },
    { network: 'cos', ...sigmas(2, 0.5) },
    { network: 'gelu', ...sigmas(2, 0.5) },
    { network: 'gauss', ...sigmas(3, 0) }
  ].filter(({ network }) => choices.includes(`'${network}'`))
}

test('the README states how many of all numbers agree, are not sampled, and are expected to be exceptions', () => {
  const summary = agreementSummary(names.flatMap((name) => agreementOf(read(join(folder, name)))))
  const text = readFileSync(join(folder, '../README.md'), 'utf8').replace(/\s+/g, ' ')
  const { count, agree, agreeVaguely, tailNotSampled, disagree } = summary
  expect(text).toContain(
    `Of ${count} different numbers in the notebooks ${agree} agree with the exact ones within three standard errors ` +
      `(${agreeVaguely} of them with an error above half of the value), of ${tailNotSampled} the tail is not sampled, ` +
      `and ${disagree} disagree`
  )
  expect(text).toContain(
    `${summary.exceptions} of the ${summary.sampled} sampled ones lie beyond three standard errors, where ` +
      `${summary.expectedExceptions.toFixed(1)} are expected, and their χ² is ${Math.round(summary.chiSquared)} for ` +
      `${summary.degreesOfFreedom} degrees of freedom`
  )
})

describe.each(names)('%s', (name) => {
  const kept = read(join(folder, name))

  it('is for this kernel, with one tagged cell of parameters before any other code', () => {
    expect(kept.metadata.kernelspec).toMatchObject({ name: 'nnqft', language: 'typescript' })
    const [first] = kept.cells.filter(({ cell_type }) => cell_type === 'code')
    expect(first.metadata.tags).toEqual(['parameters'])
    expect(Object.keys(quickParameters(join(folder, name)))).not.toEqual([])
  })

  it('holds executed figures with their data, a PNG of a stated size, and text, in under 1 MB', () => {
    expect(statSync(join(folder, name)).size).toBeLessThan(1e6)
    expect(figures(kept).length).toBeGreaterThan(0)
    for (const { data, metadata } of figures(kept)) {
      expect(data).toHaveProperty(['image/png'])
      expect(data).toHaveProperty(['text/plain'])
      const { width, height } = metadata['image/png'] as Record<string, number>
      const png = Buffer.from(data['image/png'] as string, 'base64')
      expect([width, height]).toEqual([png.readUInt32BE(16) / 2, png.readUInt32BE(20) / 2])
    }
  })

  it('agrees with the exact values, or its tail is known not to be sampled', () => {
    const rows = agreementOf(kept)
    expect(rows.length).toBeGreaterThan(0)
    const summary = agreementSummary(rows)
    expect(summary).toMatchObject({ consistent: true })
    expect(summary.agree).toBeGreaterThan(0)
  })

  it('gives the same outputs, byte by byte, when it is executed again', async () => {
    const [first, second] = await Promise.all([executedOnce(name), execute(name, 'second')])
    expect(second.cells).toEqual(first.cells)
    expect(agreementSummary(agreementOf(first))).toMatchObject({ consistent: true })
    for (const { data } of figures(first)) expect(unknownRoles(data[vegaLite])).toEqual([])
  })

  const changed = variants(kept)
  it.skipIf(changed.length === 0)('runs with other networks and other sigmas', async () => {
    await Promise.all(changed.map((parameters, i) => execute(name, `changed-${i}`, { parameters })))
  })

  it('runs on stock tslab, with plainer output', async () => {
    const { cells } = await execute(name, 'tslab', { kernel: 'tslab' })
    const outputs = cells.flatMap(({ outputs = [] }) => outputs)
    // The text of the figure, or, where it is live, its picture.
    const shown = outputs.filter(
      ({ data, text }) => data?.['image/png'] || [text].flat().join('').startsWith('Figure: ')
    )
    expect(shown.length).toBeGreaterThanOrEqual(figures(kept).length)
  })
})
