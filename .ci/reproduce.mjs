// Executes the notebooks in the project's kernel, saves their figures, and prints how their numbers
// agree with the exact ones. Exit code 1 if a cell failed or the numbers as a whole disagree.
//   npm run reproduce -- [--quick] [--only NAME]... [--save] [--resume] [--jobs N]
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { agreementTable, summaryText } from './reproduce/agreementTable.mjs'
import { agreementRows, saveFigures } from './reproduce/figures.mjs'
import { NotebookExecutor } from './reproduce/notebookExecutor.mjs'
import { NotebookPages } from './reproduce/notebookPages.mjs'
import { chooseNotebooks, quickParameters, UsageError } from './reproduce/notebooks.mjs'
import { writePage } from './reproduce/page.mjs'
import { checkout, folders } from './setup/checkout.mjs'

const usage = `npm run reproduce -- [options]
  --quick      reduced statistics: minutes become seconds, error bars grow
  --only NAME  only the notebooks whose name contains NAME (may be repeated)
  --save       also keep the executed notebooks, with their outputs, in notebooks/, and the pictures of docs/
  --jobs N     notebooks executed at a time, default 2: one starts while the other one samples
  --resume     keep what an earlier, interrupted run has sampled; else everything is drawn anew
  --help       this text
Results go to ${relative(process.cwd(), folders.reproduction) || '.'}: index.html with all figures,
executed notebooks (.ipynb, .html), figures (.svg, .png), agreement.json`

/** @typedef {{ quick: boolean, only: string[], save: boolean, resume: boolean, jobs: number }} Options */

/** @param {Options} options */
async function reproduce({ quick, only, save, resume, jobs }) {
  const notebooks = chooseNotebooks(only)
  if (!resume) rmSync(folders.reproductionStore, { recursive: true, force: true })
  mkdirSync(folders.reproduction, { recursive: true })
  const start = performance.now()
  /** @type {import('./reproduce/page.mjs').ExecutedNotebook[]} */
  const executed = new Array(notebooks.length)
  const executor = new NotebookExecutor()
  const pages = new NotebookPages(folders.reproduction)
  const queue = notebooks.entries()
  const lane = async () => {
    for (const [index, notebook] of queue) {
      const label = `[${index + 1}/${notebooks.length}] ${basename(notebook, '.ipynb')}`
      executed[index] = await execute(executor, notebook, label, { quick, save })
      if (!existsSync(outputOf(notebook))) continue
      pages.write(basename(notebook), [{ text: 'All figures', href: 'index.html' }])
    }
  }
  await Promise.all(Array.from({ length: jobs }, lane))
  await executor.close()
  const rows = executed.flatMap(({ figures }) => agreementRows(figures))
  writeFileSync(join(folders.reproduction, 'agreement.json'), `${JSON.stringify(rows, null, 2)}\n`)
  await Promise.all([
    writePage(executed, quick ? 'Reduced statistics' : "The talk's statistics"),
    pages.close()
  ])
  console.log(`\n${agreementTable(rows)}\n`)
  const failures = executed.filter(({ failure }) => failure)
  for (const { name, failure } of failures) console.error(`${name} failed:\n${failure}\n`)
  const { agreementSummary } = await import('nnqft')
  const summary = agreementSummary(rows)
  console.log(
    `${notebooks.length - failures.length} of ${notebooks.length} notebooks executed in ${seconds(start)} s; ` +
      `all figures in ${relative(process.cwd(), join(folders.reproduction, 'index.html'))}\n${summaryText(summary)}`
  )
  return failures.length === 0 && summary.consistent
}

/**
 * @param {NotebookExecutor} executor
 * @param {string} notebook
 * @param {string} label
 * @param {Pick<Options, 'quick' | 'save'>} options
 */
async function execute(executor, notebook, label, { quick, save }) {
  const output = outputOf(notebook)
  rmSync(output, { force: true })
  const start = performance.now()
  const failure = await executor.execute(notebook, {
    output: folders.reproduction,
    // What a notebook puts beside its store is drawn anew too.
    store: join(folders.reproductionStore, 'samples'),
    parameters: quick ? quickParameters(notebook) : {},
    onEvent: (event) => {
      if ('stream' in event) process.stderr.write(event.stream)
      else console.error(`${label}: cell ${event.cell} of ${event.of}`)
    }
  })
  console.error(`${label}: ${failure ? 'failed after' : 'done in'} ${seconds(start)} s`)
  const figures = await saveFigures(output)
  if (save && !failure) {
    copyFileSync(output, notebook)
    keepPictures(figures)
  }
  return { name: basename(notebook, '.ipynb'), figures, ...(failure && { failure }) }
}

/**
 * Figures of a kept notebook that are pictures of docs/ too.
 * @param {Awaited<ReturnType<typeof saveFigures>>} figures
 */
function keepPictures(figures) {
  for (const { usermeta } of figures) {
    const name = `${usermeta.nnqft.figure}.svg`
    const picture = join(checkout, 'docs', name)
    if (existsSync(picture)) copyFileSync(join(folders.reproduction, name), picture)
  }
}

/** Where the executed notebook is. @param {string} notebook */
function outputOf(notebook) {
  return join(folders.reproduction, basename(notebook))
}

/** Seconds since `start`, for people. @param {number} start */
function seconds(start) {
  return ((performance.now() - start) / 1000).toFixed(1)
}

/** @returns {Options & { help: boolean }} */
function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      save: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.quick && values.save) {
    throw new UsageError('--save keeps full statistics only: leave --quick out')
  }
  const jobs = Number(values.jobs)
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new UsageError(`--jobs must be an integer >= 1, got "${values.jobs}"`)
  }
  return { ...values, jobs }
}

/** @param {unknown} error */
const isUsageError = (error) =>
  error instanceof UsageError ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))

try {
  const { help, ...options } = readOptions()
  if (help) console.log(usage)
  else process.exitCode = (await reproduce(options)) ? 0 : 1
} catch (error) {
  if (!isUsageError(error)) throw error
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  process.exitCode = 2
}
