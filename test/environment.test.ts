import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { projectEnvironment, quietLab } from '../.ci/setup/checkout.mjs'

const root = resolve(import.meta.dirname, '..')
const text = (name: string) => readFileSync(join(root, name), 'utf8')

/** Lines of a requirements file that name a package, comments left out. */
function pins(name: string): string[] {
  return text(name)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
}

const python = process.env.NNQFT_PYTHON ?? join(root, '.venv', 'bin', 'python')

describe('Python environment', () => {
  it('pins every package to one version', () => {
    for (const line of pins('requirements.txt')) expect(line).toMatch(/^[\w.-]+==[\w.]+( ; .+)?$/)
  })

  it('pins the packages that requirements.in asks for at the same versions', () => {
    const locked = new Set(pins('requirements.txt'))
    expect(pins('requirements.in').filter((line) => !locked.has(line))).toEqual([])
  })

  it('is the same under conda: environment.yml installs requirements.txt and no other package', () => {
    const dependencies = text('environment.yml').split('dependencies:')[1]
    const names = [...dependencies.matchAll(/^ *- *([^\n]+)$/gm)].map(([, entry]) => entry)
    expect(names).toEqual(['python>=3.10', 'nodejs>=20.19', 'pip', 'pip:', '-r requirements.txt'])
  })

  it('has the pinned versions installed, with nothing missing or in conflict', () => {
    expect(execFileSync(python, ['-m', 'pip', 'check'], { encoding: 'utf8' })).toContain(
      'No broken requirements found'
    )
    const installed = execFileSync(python, ['-m', 'pip', 'freeze'], { encoding: 'utf8' })
    const versions = new Set(installed.toLowerCase().replaceAll('_', '-').split('\n'))
    const direct = pins('requirements.in').map((line) => line.toLowerCase().replaceAll('_', '-'))
    expect(direct.filter((line) => !versions.has(line))).toEqual([])
  })
})

describe('Node environment', () => {
  it('asks for the same Node in every package and in environment.yml', () => {
    const engines = ['.', 'lib', 'kernel'].map(
      (folder) => JSON.parse(text(`${folder}/package.json`)).engines.node
    )
    expect(new Set(engines)).toEqual(new Set(['>=20.19']))
  })

  it('records no download addresses in the lock file', () => {
    const resolved = [...text('package-lock.json').matchAll(/"resolved": "([^"]+)"/g)]
    expect(resolved.map(([, address]) => address).sort()).toEqual(['extension', 'kernel', 'lib'])
  })
})

describe('npm run lab', () => {
  const run = (lines: readonly string[], options: readonly string[], env = process.env) => {
    const start = [
      'import json, sys',
      'from jupyterlab.labapp import LabApp',
      'lab = LabApp()',
      'lab.parse_command_line(sys.argv[1:])'
    ]
    const script = [...start, ...lines].join('\n')
    const output = execFileSync(python, ['-c', script, ...options], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore']
    })
    return JSON.parse(output) as unknown[]
  }

  it('starts a server that asks for neither news nor newer versions', () => {
    const settings = ['print(json.dumps([lab.news_url, lab.check_for_updates_class.__name__]))']
    expect(run(settings, quietLab)).toEqual([null, 'NeverCheckForUpdate'])
    // What it would do by itself.
    expect(run(settings, [])).toEqual([expect.stringContaining('https://'), 'CheckForUpdate'])
    expect(text('.ci/lab.mjs')).toContain('...quietLab')
  })

  it('starts JupyterLab without its question about news, which it asks as long as no setting answers it', () => {
    const settings = [
      'from jupyterlab_server.settings_utils import get_settings',
      "name = '@jupyterlab/apputils-extension:notification'",
      'found, _ = get_settings(lab.app_settings_dir, lab.schemas_dir, lab.user_settings_dir, name)',
      "known = found['schema']['properties']",
      "print(json.dumps([known[key]['default'] for key in ['fetchNews', 'checkForUpdates']]))"
    ]
    expect(run(settings, [], projectEnvironment())).toEqual(['false', false])
    const { JUPYTER_CONFIG_PATH: _, ...bare } = projectEnvironment()
    expect(run(settings, [], bare)).toEqual(['none', true])
    expect(text('.ci/lab.mjs')).toContain('env: projectEnvironment()')
  })
})

const isClone = spawnSync('git', ['rev-parse', '--verify', 'HEAD'], { cwd: root }).status === 0

// With core.autocrlf, as Git for Windows sets it, bash would not run .ci/run, and no file would be as Prettier wants it.
it.runIf(isClone)('a checkout has the bytes that were committed, however Git is set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nnqft-checkout-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const setting = ['-c', 'core.autocrlf=true']
  execFileSync('git', [...setting, 'checkout-index', '--all', `--prefix=${folder}${sep}`], {
    cwd: root
  })
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(500)
  const isText = (bytes: Buffer) => !bytes.includes(0)
  const changed = files.filter((file) => {
    const bytes = readFileSync(file)
    return isText(bytes) && bytes.includes('\r\n')
  })
  expect(changed).toEqual([])
})
