import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..', '..')
const python = process.env.NNQFT_PYTHON ?? join(root, '.venv', 'bin', 'python')
const scratch = mkdtempSync(join(tmpdir(), 'nnqft-wheel-'))

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Runs Python in the scratch folder; both streams of its output. */
function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, ...environment }
  const { status, stdout, stderr } = spawnSync(python, args, {
    cwd: scratch,
    env,
    encoding: 'utf8'
  })
  const output = `${stdout}${stderr}`
  if (status !== 0) throw new Error(`python ${args.join(' ')}\n${output}`)
  return output
}

test('the wheel installs into an environment of its own, where JupyterLab finds the extension', () => {
  run(['-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', 'dist', join(root, 'extension')])
  const [wheel] = readdirSync(join(scratch, 'dist'))
  expect(wheel).toBe('jupyterlab_nnqft-0.1.0-py3-none-any.whl')
  run(['-m', 'venv', '--without-pip', 'venv'])
  const target = join(scratch, 'venv', 'bin', 'python')
  run(['-m', 'pip', '--python', target, 'install', '--no-index', '--no-deps', join('dist', wheel)])
  const shared = join(scratch, 'venv', 'share', 'jupyter')
  const installed = readdirSync(join(shared, 'labextensions', 'jupyterlab-nnqft'), {
    recursive: true
  })
  const built = readdirSync(join(root, 'extension', 'labextension'), { recursive: true })
  expect(installed.sort()).toEqual(built.sort())
  // Nothing but the wheel's own environment may answer for it.
  const listed = run(['-m', 'jupyter', 'labextension', 'list'], {
    JUPYTER_PATH: shared,
    JUPYTER_CONFIG_DIR: join(scratch, 'config'),
    JUPYTER_DATA_DIR: join(scratch, 'data')
  })
  expect(listed.split('\n').find((line) => line.includes('jupyterlab-nnqft'))).toMatch(
    /v0\.1\.0.*enabled.*OK/
  )
})
