import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataFolder } from '../../kernel/src/install/jupyterPaths.js'

const python = process.env.NNQFT_PYTHON ?? resolve('.venv/bin/python')
const folder = mkdtempSync(join(tmpdir(), 'nnqft-tools-'))
const environment = {
  ...process.env,
  JUPYTER_PATH: folder,
  JUPYTER_DATA_DIR: join(folder, 'data'),
  JUPYTER_CONFIG_DIR: join(folder, 'config'),
  JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
  IPYTHONDIR: join(folder, 'ipython'),
  NNQFT_KERNEL_HISTORY: join(folder, 'history.sqlite')
}

/** Runs a Python module; what it printed, and its exit code. */
async function runPython(args: string[], variables: Record<string, string> = {}) {
  const options = {
    cwd: folder,
    env: { ...environment, ...variables },
    timeout: 500_000,
    maxBuffer: 1e8
  }
  try {
    const { stdout, stderr } = await promisify(execFile)(python, args, options)
    return { code: 0, text: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, text: stdout + stderr }
  }
}

interface Cell {
  readonly source: string | string[]
  readonly outputs: readonly { output_type: string; [field: string]: unknown }[]
}

function writeNotebook(name: string, cells: readonly { code: string; tags?: string[] }[]): string {
  const path = join(folder, name)
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'nnqft', display_name: 'TypeScript', language: 'typescript' } },
    cells: cells.map(({ code, tags = [] }, i) => ({
      id: `cell-${i}`,
      cell_type: 'code',
      source: code,
      metadata: { tags },
      execution_count: null,
      outputs: []
    }))
  }
  writeFileSync(path, JSON.stringify(notebook))
  return path
}

const readCells = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as { cells: Cell[] }).cells

const convert = ['-m', 'nbconvert', '--to', 'notebook', '--execute']

beforeAll(async () => {
  const install = ['install', '--jupyter-path', folder, '--packages', process.cwd()]
  await promisify(execFile)(process.execPath, [resolve('kernel/bin/nnqft-kernel.js'), ...install])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('the kernelspec is where jupyter_core looks for it', async () => {
  const { text } = await runPython(['-m', 'jupyter', '--data-dir'])
  expect(text.trim()).toBe(join(folder, 'data'))
  const before = process.env.JUPYTER_DATA_DIR
  delete process.env.JUPYTER_DATA_DIR
  const script =
    'import os; os.environ.pop("JUPYTER_DATA_DIR"); import jupyter_core.paths as p; print(p.jupyter_data_dir())'
  expect(dataFolder({})).toBe((await runPython(['-c', script])).text.trim())
  if (before !== undefined) process.env.JUPYTER_DATA_DIR = before
})

it('jupyter_kernel_test passes, with nothing but the pager left out', async () => {
  const { code, text } = await runPython([resolve('test/conformance/nnqft_kernel_test.py')])
  expect(text).toMatch(/Ran 12 tests/)
  expect(text).toMatch(/OK \(skipped=1\)/)
  expect(text).toMatch(/test_pager .*skipped/)
  expect(code).toBe(0)
})

it('jupyter_client debugs a cell, through an await, and interrupts and restarts a stopped one', async () => {
  const { code, text } = await runPython([resolve('test/conformance/nnqft_debugger_test.py')])
  expect(text).toMatch(
    /steps_through_a_cell[^]*interrupts_a_stopped_cell[^]*restarts_with_a_stopped_cell/
  )
  expect(code).toBe(0)
})

it('jupyter console runs cells and shows results and errors', async () => {
  const { text } = await runPython([
    '-c',
    `
import subprocess, sys
# The console reads the cells from its standard input, one line a cell.
lines = "const a: number = 6\\na * 7\\nthrow new RangeError('as asked')\\nexit\\n"
run = subprocess.run(
    [sys.executable, '-m', 'jupyter_console', '--kernel', 'nnqft', '--simple-prompt'],
    input=lines, capture_output=True, text=True, timeout=480)
print(run.stdout, run.stderr)
`
  ])
  expect(text).toContain('42')
  expect(text).toContain('as asked')
})

describe('notebooks', () => {
  it('run through nbconvert --execute, with outputs of every kind', async () => {
    const path = writeNotebook('good.ipynb', [
      { code: "import * as nnqft from 'nnqft'\nconsole.log(nnqft.talkWidths.length)" },
      { code: "display(Jupyter.html('<b>1</b>'))\n1 + 1" }
    ])
    const { code, text } = await runPython([...convert, '--output', 'good-out', path])
    expect(text).not.toContain('Traceback')
    expect(code).toBe(0)
    const [first, second] = readCells(join(folder, 'good-out.ipynb'))
    expect(first?.outputs).toMatchObject([{ output_type: 'stream', name: 'stdout' }])
    expect(second?.outputs).toMatchObject([
      { output_type: 'display_data', data: { 'text/html': expect.anything() as unknown } },
      { output_type: 'execute_result' }
    ])
  })

  it('of stock tslab run through nbclient: displays, handles, promises, imports', async () => {
    const path = writeNotebook('tslab.ipynb', [
      { code: "import * as tslab from 'tslab'\nconsole.log(typeof tslab.versions.typescript)" },
      { code: "import fs from 'fs'\nfs.readFileSync('tslab.ipynb').length > 0" },
      { code: 'const wait = (ms: number) => new Promise((r) => setTimeout(r, ms))\nwait(1)' },
      { code: "await wait(1)\n'waited'" },
      { code: "tslab.display.html('<i>shown</i>')" },
      { code: 'tslab.display.jpeg(new Uint8Array([255, 216, 255]))' },
      {
        code:
          '{\n  const handle = tslab.newDisplay()\n' +
          '  for (let step = 1; step <= 3; step++) { await wait(1); handle.text(`step ${step}`) }\n}'
      }
    ])
    const script = `
import nbclient, nbformat
notebook = nbformat.read('${path}', 4)
nbclient.NotebookClient(notebook, kernel_name='nnqft', timeout=480).execute()
nbformat.write(notebook, '${path}')
`
    const { code, text } = await runPython(['-c', script])
    expect(text).not.toContain('Traceback')
    expect(code).toBe(0)
    const outputs = readCells(path).map((cell) => cell.outputs)
    const data = (content: object) => [{ data: content }]
    expect(outputs).toMatchObject([
      [{ output_type: 'stream', text: ['string\n'] }],
      data({ 'text/plain': ['true'] }),
      data({
        'text/plain': [expect.stringContaining('Promise'), expect.stringContaining('await')]
      }),
      data({ 'text/plain': ["'waited'"] }),
      data({ 'text/html': ['<i>shown</i>'] }),
      data({ 'image/jpeg': expect.stringMatching(/^\/9j\//) as unknown }),
      data({ 'text/plain': ['step 3'] })
    ])
  })

  it('stop at the cell that fails, which is named', async () => {
    const path = writeNotebook('bad.ipynb', [
      { code: '1' },
      { code: "throw new RangeError('in the second cell')" },
      { code: "console.log('never reached')" }
    ])
    const { code, text } = await runPython([...convert, '--output', 'bad-out', path])
    expect(code).not.toBe(0)
    expect(text).toContain("throw new RangeError('in the second cell')")
    expect(text).not.toContain('never reached')
  })

  it('tell papermill their parameters', async () => {
    const path = writeNotebook('inspected.ipynb', [
      { code: 'const width: number = 1 // how wide', tags: ['parameters'] }
    ])
    const { text } = await runPython(['-m', 'papermill', '--help-notebook', path], {
      PYTHONPATH: resolve('kernel/papermill')
    })
    expect(text).toMatch(/width: number \(default 1\)\s+how wide/)
  })

  it('take parameters from papermill', async () => {
    const path = writeNotebook('parameters.ipynb', [
      {
        code: "const width: number = 1 // how wide\nconst [inputs, name] = [[1], '']",
        tags: ['parameters']
      },
      { code: 'console.log(width * 2, inputs, name)' }
    ])
    const out = join(folder, 'parameters-out.ipynb')
    const given = ['-p', 'width', '21', '-y', '{inputs: [0.5, null], name: "π \\"x\\""}']
    const { code, text } = await runPython(['-m', 'papermill', path, out, ...given], {
      PYTHONPATH: resolve('kernel/papermill')
    })
    expect(text).not.toContain('Traceback')
    expect(code).toBe(0)
    const printed = readCells(out).flatMap(({ outputs }) => outputs)
    expect(printed).toMatchObject([{ output_type: 'stream', text: ['42 [ 0.5, null ] π "x"\n'] }])
  })
})
