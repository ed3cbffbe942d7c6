import { execFileSync } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { kernelFolder, userDataFolder } from '../../../kernel/src/install/jupyterPaths.js'
import { projectEnvironment } from '../../../.ci/setup/checkout.mjs'

type Environment = Record<string, string>

it.each<[NodeJS.Platform, Environment, string | undefined, string | undefined]>([
  ['linux', {}, '/home/u', '/home/u/.local/share/jupyter'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/u', '/data/jupyter'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/u', '/home/u/.local/share/jupyter'],
  ['linux', { JUPYTER_DATA_DIR: '/j', XDG_DATA_HOME: '/data' }, '/home/u', '/j'],
  ['linux', { JUPYTER_PLATFORM_DIRS: '1' }, '/home/u', '/home/u/.local/share/jupyter'],
  ['freebsd', {}, '/home/u', '/home/u/.local/share/jupyter'],
  // A user id of a container, which stands in no list.
  ['linux', {}, undefined, undefined],
  ['linux', { XDG_DATA_HOME: '/data' }, undefined, '/data/jupyter'],
  ['linux', { JUPYTER_DATA_DIR: '/j' }, undefined, '/j'],
  ['darwin', {}, '/Users/u', '/Users/u/Library/Jupyter'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/u', '/Users/u/Library/Jupyter'],
  ['darwin', { JUPYTER_DATA_DIR: '/j' }, '/Users/u', '/j'],
  [
    'darwin',
    { JUPYTER_PLATFORM_DIRS: 'yes' },
    '/Users/u',
    '/Users/u/Library/Application Support/jupyter'
  ],
  ['darwin', { JUPYTER_PLATFORM_DIRS: 'No' }, '/Users/u', '/Users/u/Library/Jupyter'],
  ['darwin', {}, undefined, undefined],
  [
    'win32',
    { APPDATA: 'C:\\Users\\u\\AppData\\Roaming' },
    'C:\\Users\\u',
    'C:\\Users\\u\\AppData\\Roaming\\jupyter'
  ],
  ['win32', {}, 'C:\\Users\\u', 'C:\\Users\\u\\.jupyter\\data'],
  ['win32', { JUPYTER_CONFIG_DIR: 'D:\\c' }, 'C:\\Users\\u', 'D:\\c\\data'],
  ['win32', { JUPYTER_DATA_DIR: 'D:\\j', APPDATA: 'D:\\a' }, 'C:\\Users\\u', 'D:\\j'],
  [
    'win32',
    { JUPYTER_PLATFORM_DIRS: 'true', LOCALAPPDATA: 'D:\\l' },
    'C:\\Users\\u',
    'D:\\l\\jupyter'
  ],
  [
    'win32',
    { JUPYTER_PLATFORM_DIRS: 'true' },
    'C:\\Users\\u',
    'C:\\Users\\u\\AppData\\Local\\jupyter'
  ]
])('on %s with %o and home %s the data folder is %s', (platform, environment, home, folder) => {
  expect(userDataFolder({ platform, environment, home })).toBe(folder)
})

it.each<Environment>([
  {},
  { HOME: '/somewhere' },
  { HOME: '/somewhere', XDG_DATA_HOME: '/data' },
  { HOME: '/somewhere', XDG_DATA_HOME: '' },
  { HOME: '/somewhere', JUPYTER_DATA_DIR: '/j' },
  { HOME: '/somewhere', JUPYTER_PLATFORM_DIRS: 'no', XDG_DATA_HOME: '/data' },
  { HOME: '/somewhere', JUPYTER_PLATFORM_DIRS: '1', XDG_DATA_HOME: '/data' }
])('with %o it is the one that jupyter_core finds', (given) => {
  const {
    JUPYTER_DATA_DIR: _,
    XDG_DATA_HOME: __,
    JUPYTER_PLATFORM_DIRS: ___,
    ...others
  }: NodeJS.ProcessEnv = projectEnvironment()
  const code = 'from jupyter_core.paths import jupyter_data_dir as d; print(d())'
  const found = execFileSync('python', ['-c', code], {
    encoding: 'utf8',
    env: { ...others, ...given }
  })
  const home = given.HOME ?? homedir()
  expect(userDataFolder({ platform: process.platform, environment: given, home })).toBe(
    found.trim()
  )
})

it('the kernel keeps its files in it', () => {
  expect(kernelFolder()).toBe(`${userDataFolder()}/nnqft-kernel`)
  vi.stubEnv('JUPYTER_DATA_DIR', 'relative')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(kernelFolder()).toBe(join(process.cwd(), 'relative', 'nnqft-kernel'))
})
