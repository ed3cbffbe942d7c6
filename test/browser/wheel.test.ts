import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectPython } from '../../.ci/setup/checkout.mjs'
import { bundle, deviationFigure } from './exampleFigures.js'
import { JupyterLabServer, launchBrowser, runCommand } from './jupyterLab.js'

/** The oldest JupyterLab that the wheel is for; a release names the newest too. */
const jupyterLab = process.env.NNQFT_JUPYTERLAB ?? 'jupyterlab==4.4.0'

const extension = resolve(import.meta.dirname, '..', '..', 'extension')
const scratch = mkdtempSync(join(tmpdir(), 'nnqft-wheel-'))
const bin = join(scratch, 'environment', process.platform === 'win32' ? 'Scripts' : 'bin')
const python = join(bin, 'python')

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

test('this JupyterLab draws a figure and opens the explorer without an error in its console', async () => {
  const server = await JupyterLabServer.start(python)
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
    await server.writeNotebook('figure.ipynb', [bundle(deviationFigure())])
    await server.openNotebook(page, 'figure.ipynb')
    await page.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
    await runCommand(page, 'nnqft:open-explorer')
    await page.locator('.nnqft-Explorer .nnqft-Figure-view svg').first().waitFor()
    expect(problems).toEqual([])
  } finally {
    await browser.close()
    await server.close()
  }
})
