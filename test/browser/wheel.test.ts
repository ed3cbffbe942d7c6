import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectPython } from '../../.ci/setup/checkout.mjs'
import { JupyterLabServer, launchBrowser, runCommand } from './jupyterLab.js'
import { failures } from './labSession.js'

/** The oldest JupyterLab that the wheel is for; a release names the newest too. */
const jupyterLab = process.env.NNQFT_JUPYTERLAB ?? 'jupyterlab==4.4.0'

const checkout = resolve(import.meta.dirname, '..', '..')
const extension = join(checkout, 'extension')
const kernelSpec = JSON.parse(
  readFileSync(join(checkout, '.jupyter', 'kernels', 'nnqft', 'kernel.json'), 'utf8')
) as object
const scratch = mkdtempSync(join(tmpdir(), 'nnqft-wheel-'))
const bin = join(scratch, 'environment', process.platform === 'win32' ? 'Scripts' : 'bin')
const python = join(bin, 'python')
/** Where the wheel alone is installed. */
const prefix = join(scratch, 'prefix')

/** A user's environment: no folder of the project's is named in it. */
const env: NodeJS.ProcessEnv = {
  ...process.env,
  JUPYTER_PATH: '',
  JUPYTER_CONFIG_DIR: join(scratch, 'config'),
  JUPYTER_DATA_DIR: join(scratch, 'data')
}

/** Both streams of a program's output. */
function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: scratch,
    env,
    encoding: 'utf8'
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`)
  return `${stdout}${stderr}`
}

beforeAll(() => {
  const pip = ['-m', 'pip', '--disable-pip-version-check']
  run(projectPython(), ...pip, 'wheel', '--no-deps', '--wheel-dir', '.', extension)
  const wheel = readdirSync(scratch).find((name) => name.endsWith('.whl')) ?? 'none'
  run(projectPython(), '-m', 'venv', '--without-pip', 'environment')
  run(projectPython(), ...pip, '--python', python, 'install', '--no-compile', jupyterLab, wheel)
  run(projectPython(), ...pip, 'install', '--no-deps', '--no-index', '--prefix', prefix, wheel)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('pip installs the wheel with all its files into another JupyterLab, which takes the extension as it is', () => {
  const filesOf = (folder: string) => readdirSync(folder, { recursive: true }).sort()
  const installed = join(scratch, 'environment', 'share', 'jupyter', 'labextensions')
  expect(filesOf(join(installed, 'jupyterlab-nnqft'))).toEqual(
    filesOf(join(extension, 'labextension'))
  )
  const listed = run(python, '-m', 'jupyterlab.labextensions', 'list').split('\n')
  expect(listed.find((line) => line.includes('jupyterlab-nnqft'))).toMatch(/v0\.1\.0.*enabled.*OK/)
})

/** A figure of a run, as a cell makes it. */
const figureCell = `import * as nnqft from 'nnqft'

const setup = nnqft.ensemble({
  network: 'gauss', sigmaB: 0.3, widths: [2, 10], orders: [2, 4], bags: 4, networksPerBag: 200, seed: 1
})
const moments = await nnqft.sampleEnsemble(setup, { store: false })
await display(nnqft.deviationMeans(nnqft.meanDeviations(moments), { parameters: setup }))`

test.each<[name: string, installation: { readonly python: string; readonly jupyterPath?: string }]>(
  [
    [jupyterLab, { python }],
    [
      'the JupyterLab of the checkout',
      { python: projectPython(), jupyterPath: join(prefix, 'share', 'jupyter') }
    ]
  ]
)(
  'in %s a cell draws a figure, which is there after a reload, and the explorer opens, without an error in the console',
  async (_, installation) => {
    const server = await JupyterLabServer.start(installation)
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      // Against hangs alone, as in vitest.config.ts.
      page.setDefaultTimeout(300_000)
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
      page.on('console', (message) => {
        // Webpack warns of a shared package that is older than what was asked for.
        const isTooOld = message.text().includes('Unsatisfied version')
        if (message.type() === 'error' || isTooOld) {
          problems.push(`${message.text()} (${message.location().url})`)
        }
      })
      server.addKernel('nnqft', kernelSpec)
      server.writeProgram('figure.ipynb', [figureCell])
      await server.openNotebook(page, 'figure.ipynb', true)
      await runCommand(page, 'notebook:run-all-cells')
      const mark = page.locator('.nnqft-Figure-view svg .mark-symbol path').first()
      await mark.or(failures(page).first()).waitFor()
      expect(await failures(page).allTextContents()).toEqual([])
      await runCommand(page, 'docmanager:save')
      await page.reload()
      await mark.waitFor()
      await runCommand(page, 'nnqft:open-explorer')
      await page.locator('.nnqft-Explorer .nnqft-Figure-view svg').first().waitFor()
      expect(problems).toEqual([])
    } finally {
      await browser.close()
      await server.close()
    }
  }
)
