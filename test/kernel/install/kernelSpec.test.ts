import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
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
  ['for the user without an option', [], data],
  ['for the user', ['--user'], data],
  ['for the active environment', ['--sys-prefix'], join(environment, 'share', 'jupyter')],
  ['below a prefix', ['--prefix', join(folder, 'p')], join(folder, 'p', 'share', 'jupyter')]
])('install and uninstall %s', (_, options, jupyterFolder) => {
  const spec = join(jupyterFolder, 'kernels', 'nnqft')
  run('install', ...options)
  expect(existsSync(join(spec, 'kernel.json'))).toBe(true)
  const snapshots = join(data, 'nnqft-kernel', 'snapshots')
  expect(existsSync(snapshots)).toBe(true)
  run('uninstall', ...options)
  expect(existsSync(spec)).toBe(false)
  expect(existsSync(snapshots)).toBe(false)
})

it('a prefix means its share/jupyter; two destinations are refused', () => {
  expect(dataFolder({ prefix: '/opt/x' })).toBe(resolve('/opt/x/share/jupyter'))
  expect(() => dataFolder({ user: true, prefix: '/opt/x' })).toThrow('give one of --user')
})
