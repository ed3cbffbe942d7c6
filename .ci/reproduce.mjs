// Executes the notebooks in the project's kernel, saves their figures, and prints how their numbers
// agree with the exact ones. Exit code 1 if a cell failed or a number disagrees.
//   npm run reproduce -- [--quick] [--only NAME]... [--save] [--resume]
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { agreementTable } from './reproduce/agreementTable.mjs'
import { executeNotebook } from './reproduce/executeNotebook.mjs'
import { saveFigures } from './reproduce/figures.mjs'
import { chooseNotebooks, quickParameters, UsageError } from './reproduce/notebooks.mjs'
import { checkout, folders } from './setup/checkout.mjs'

const usage = `npm run reproduce -- [options]
  --quick      reduced statistics: minutes become seconds, error bars grow
  --only NAME  only the notebooks whose name contains NAME (may be repeated)
  --save       also keep the executed notebooks, with their outputs, in notebooks/
  --resume     keep what an earlier, interrupted run has sampled; else everything is drawn anew
  --help       this text
Results go to ${relative(process.cwd(), folders.reproduction) || '.'}: executed notebooks (.ipynb, .html), figures (.svg, .png), agreement.json`

/** @typedef {{ quick: boolean, only: string[], save: boolean, resume: boolean }} Options */

/** @param {Options} options */
async function reproduce({ quick, only, save, resume }) {
  const notebooks = chooseNotebooks(only)
  if (!resume) rmSync(folders.reproductionStore, { recursive: true, force: true })
  mkdirSync(folders.reproduction, { recursive: true })
  const rows = []
  const failures = []
  for (const [index, notebook] of notebooks.entries()) {
    const label = `[${index + 1}/${notebooks.length}] ${basename(notebook, '.ipynb')}`
    const executed = join(folders.reproduction, basename(notebook))
    rmSync(executed, { force: true })
    const start = performance.now()
    const failure = await executeNotebook(notebook, {
      output: folders.reproduction,
      store: folders.reproductionStore,
      parameters: quick ? quickParameters(notebook) : {},
      onEvent: (event) => {
        if ('stream' in event) process.stderr.write(event.stream)
        else console.error(`${label}: cell ${event.cell} of ${event.of}`)
      }
    })
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.error(`${label}: ${failure ? 'failed after' : 'done in'} ${seconds} s`)
    if (failure) failures.push({ notebook, failure })
    if (save && !failure) writeFileSync(notebook, readFileSync(executed))
    rows.push(...(await saveFigures(executed)))
  }
  writeFileSync(join(folders.reproduction, 'agreement.json'), `${JSON.stringify(rows, null, 2)}\n`)
  console.log(`\n${agreementTable(rows)}\n`)
  for (const { notebook, failure } of failures) {
    console.error(`${relative(checkout, notebook)} failed:\n${failure}\n`)
  }
  const disagreements = rows.filter(({ verdict }) => verdict === 'disagrees')
  console.log(
    `${notebooks.length - failures.length} of ${notebooks.length} notebooks executed, ` +
      `${rows.length - disagreements.length} of ${rows.length} numbers without disagreement; ` +
      `results in ${relative(process.cwd(), folders.reproduction)}`
  )
  return failures.length === 0 && disagreements.length === 0
}

/** @returns {Options & { help: boolean }} */
function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      save: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.quick && values.save) {
    throw new UsageError('--save keeps full statistics only: leave --quick out')
  }
  return values
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
