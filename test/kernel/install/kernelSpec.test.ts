import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { dataFolder } from '../../../kernel/src/install/jupyterPaths.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-kernelspec-'))
const [data, environment] = [join(folder, 'data'), join(folder, 'environment')]
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) =>
  execFileSync(process.execPath, [resolve('kernel/bin/nnqft-kernel.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, JUPYTER_DATA_DIR: data, VIRTUAL_ENV: environment }
  })

it('install writes a kernelspec that Jupyter reads, twice the same; uninstall removes it', () => {
  const where = ['--jupyter-path', folder]
  const spec = join(folder, 'kernels', 'nnqft')
  expect(run('install', ...where, '--packages', folder)).toBe(`installed ${spec}\n`)
  const text = readFileSync(join(spec, 'kernel.json'), 'utf8')
  const written = JSON.parse(text) as { argv: string[] }
  expect(written).toMatchObject({ language: 'typescript', interrupt_mode: 'message' })
  expect(written.argv).toContain('{connection_file}')
  expect(written.argv.slice(-2)).toEqual(['--packages', folder])
  expect(existsSync(join(spec, 'logo-64x64.png'))).toBe(true)
  run('install', ...where, '--packages', folder)
  expect(readFileSync(join(spec, 'kernel.json'), 'utf8')).toBe(text)
  expect(run('uninstall', ...where)).toBe(`removed ${spec}\n`)
  expect(run('uninstall', ...where)).toBe('not installed\n')
})

it.each([
  [['--connection-file'], /'--connection-file <value>' argument missing/],
  [['--connection-file', 'none.json'], /no such file .*none\.json/],
  [['--connection-file=none.json', '--package', folder], /Unknown option '--package'/],
  [['instal'], /unknown command 'instal'|too many arguments/]
])('a wrong call says so in a line: %j', (args, said) => {
  const program = resolve('kernel/bin/nnqft-kernel.js')
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toMatch(said)
  expect(stderr).not.toContain('    at ')
})

it('install and uninstall for the user, for the active environment, below a prefix', () => {
  const places = [
    // For the user without an option.
    { installed: [], removed: ['--user'], place: data },
    {
      installed: ['--sys-prefix'],
      removed: ['--sys-prefix'],
      place: join(environment, 'share', 'jupyter')
    },
    {
      installed: ['--prefix', join(folder, 'p')],
      removed: ['--prefix', join(folder, 'p')],
      place: join(folder, 'p', 'share', 'jupyter')
    }
  ].map((place) => ({ ...place, spec: join(place.place, 'kernels', 'nnqft') }))
  for (const { installed, spec } of places) {
    run('install', ...installed)
    expect(existsSync(join(spec, 'kernel.json'))).toBe(true)
  }
  const snapshots = join(data, 'nnqft-kernel', 'snapshots')
  expect(existsSync(snapshots)).toBe(true)
  for (const { removed, spec } of places) {
    run('uninstall', ...removed)
    expect(existsSync(spec)).toBe(false)
  }
  expect(existsSync(snapshots)).toBe(false)
})

it('uninstall removes the history of cells with the kernel, unless it is to stay or the kernel is not there', () => {
  const where = ['--jupyter-path', folder]
  const history = join(data, 'nnqft-kernel', 'history.sqlite')
  for (const path of [join(folder, 'kernels', 'nnqft'), join(data, 'nnqft-kernel')]) {
    mkdirSync(path, { recursive: true })
  }
  writeFileSync(history, '')
  run('uninstall', ...where, '--keep-history')
  expect(run('uninstall', ...where)).toBe('not installed\n')
  expect(existsSync(history)).toBe(true)
  mkdirSync(join(folder, 'kernels', 'nnqft'))
  expect(run('uninstall', ...where)).toContain(`removed ${join(data, 'nnqft-kernel')}\n`)
  expect(existsSync(join(data, 'nnqft-kernel'))).toBe(false)
})

it('a prefix means its share/jupyter; two destinations are refused', () => {
  expect(dataFolder({ prefix: '/opt/x' })).toBe(resolve('/opt/x/share/jupyter'))
  expect(() => dataFolder({ user: true, prefix: '/opt/x' })).toThrow('give one of --user')
})

// Node's own recursion never returned there.
it('a folder that nobody can make is refused by its path', () => {
  const program = resolve('kernel/bin/nnqft-kernel.js')
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, 'install', '--jupyter-path', '/proc/nnqft/share'],
    { encoding: 'utf8', timeout: 20_000 }
  )
  expect(stderr).toBe("error: ENOENT: no such file or directory, mkdir '/proc/nnqft'\n")
  expect(status).toBe(1)
})
