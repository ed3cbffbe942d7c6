import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { chromium } from 'playwright-core'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exactGreenFunction } from '../lib/src/correlators/index.js'
import { errorOf, KernelClient, printed, resultText } from './kernel/kernelClient.js'

interface Answer {
  readonly value: number
}
interface Spec {
  readonly argv: readonly string[]
}
interface Coverage {
  readonly result: readonly { readonly url: string }[]
}
interface Bill {
  readonly components: readonly {
    readonly name: string
    readonly version: string
    readonly scope: string
    readonly licenses: readonly unknown[]
    readonly hashes: readonly { readonly content: string }[]
  }[]
}

const root = resolve(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'nnqft-packages-'))
const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
const [artefacts, user, data] = ['artefacts', 'user', 'data'].map((name) => join(scratch, name))

/** A user's environment: nothing of the checkout is on a path or named in a variable. */
const environment = {
  PATH: (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.startsWith(root))
    .join(':'),
  HOME: process.env.HOME,
  JUPYTER_DATA_DIR: data
}

/** Runs what follows it in a file system of its own, where an empty folder lies over the checkout. */
const overlay = 'mount -t tmpfs nothing "$0" && exec "$@"'
const hiding = ['unshare', '--map-root-user', '--mount', 'sh', '-c', overlay, root]

/** Linux may allow that to everyone, or to root. */
const canHide = spawnSync(hiding[0], [...hiding.slice(1), 'true']).status === 0
const withoutCheckout = canHide ? hiding : []

const execute = (env: NodeJS.ProcessEnv, ...command: readonly string[]) => {
  const [program, ...args] = [...withoutCheckout, ...command]
  return execFileSync(program, args, { cwd: user, env, encoding: 'utf8' })
}

const run = (...command: readonly string[]) => execute(environment, ...command)

/** The folder into which the wheel is unpacked. */
const unpackedWheel = () => {
  const wheel = join(scratch, 'wheel')
  if (!existsSync(wheel)) {
    execFileSync('python3', ['-m', 'zipfile', '-e', artefact(/\.whl$/), wheel])
  }
  return wheel
}

/** Bytes of all files below a folder. */
const bytes = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

const artefact = (pattern: RegExp) =>
  join(artefacts, readdirSync(artefacts).find((name) => pattern.test(name)) ?? 'none')

beforeAll(() => {
  const release = join(root, '.ci', 'release.mjs')
  execFileSync(process.execPath, [release, '--dry-run', '--to', artefacts], { stdio: 'pipe' })
  mkdirSync(user)
  writeFileSync(join(user, 'package.json'), '{ "private": true }')
  run('npm', 'install', ...quiet, artefact(/^nnqft-\d/))
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test.runIf(canHide)('what runs here finds no checkout', () => {
  expect(run('ls', '-A', root)).toBe('')
  expect(readdirSync(root)).toContain('package.json')
})

const parameters = { network: 'gauss', sigmaW: 1.3, sigmaB: 0.7 } as const
const points = [[0.1], [0.25], [-0.3], [0.4]]

/** Draws in two threads, compares with the calling thread, draws a figure, asks for a table; what was loaded. */
const program = `
  const parameters = ${JSON.stringify(parameters)}
  const points = ${JSON.stringify(points)}
  const sampled = nnqft.ensemble({ ...parameters, widths: [4], bags: 4, networksPerBag: 200, seed: 7 })
  const [two, one] = [
    await nnqft.sampleEnsemble(sampled, { workers: 2 }),
    await nnqft.sampleEnsemble(sampled, { workers: 1 })
  ]
  const figure = nnqft.plot([{ N: 1, u: 2 }, { N: 2, u: 1 }], { x: 'N', y: 'u' })
  const table = await nnqft.dataFrame([{ N: 1 }]).catch(({ name, message }) => name + ': ' + message)
  console.log(JSON.stringify({
    value: nnqft.exactGreenFunction(parameters, points, 7, 'connected').value,
    same: JSON.stringify(two) === JSON.stringify(one),
    png: [...(await figure.png()).slice(1, 4)],
    table
  }))
  await nnqft.closeWorkerPools()
`

test.each([
  ['ES modules', 'program.mjs', `import * as nnqft from 'nnqft'\n${program}`],
  ['CommonJS', 'program.cjs', `const nnqft = require('nnqft')\nvoid (async () => {${program}})()`]
])(
  'the packed library samples, computes and draws as %s in a folder of its user',
  (_, name, text) => {
    writeFileSync(join(user, name), text)
    expect(JSON.parse(run('node', name))).toEqual({
      value: exactGreenFunction(parameters, points, 7, 'connected').value,
      same: true,
      png: [...'PNG'].map((letter) => letter.charCodeAt(0)),
      table:
        'MissingPackageError: dataFrame needs the package danfojs-node, which is not installed: npm install danfojs-node'
    })
  }
)

/** Installs tools in a folder of their own, whose path it gives. */
function installed(name: string, ...packages: readonly string[]): string {
  const folder = join(scratch, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', ...quiet, ...packages], { cwd: folder, env: environment })
  return folder
}

test('the packed library does the same in Deno and Bun', () => {
  const runtimes = installed('runtimes', 'deno@2.9.6', 'bun@1.4.5')
  const runtime = (name: string) => join(runtimes, 'node_modules', '.bin', name)
  const { value, ...rest } = JSON.parse(run('node', 'program.mjs')) as Answer
  for (const command of [[runtime('deno'), 'run', '--allow-all'], [runtime('bun')]]) {
    const there = JSON.parse(run(...command, 'program.mjs')) as Answer
    expect(there).toMatchObject(rest)
    // Exact values take `Math.exp` and the like from the engine: the last digit is its own.
    expect(there.value).toBeCloseTo(value, 12)
  }
})

/** Scripts that programs and their threads have loaded, as Node writes them down into the folder of NODE_V8_COVERAGE. */
function loadedFiles(coverage: string): readonly string[] {
  return readdirSync(coverage)
    .map((name) => JSON.parse(readFileSync(join(coverage, name), 'utf8')) as Coverage)
    .flatMap(({ result }) => result.map(({ url }) => url))
    .filter((url) => url.startsWith('file:'))
    .map((url) => fileURLToPath(url))
}

test('what the packed library loads lies in its user’s folder, and weighs less than 80 MB', () => {
  const coverage = join(scratch, 'coverage')
  execute({ ...environment, NODE_V8_COVERAGE: coverage }, 'node', 'program.mjs')
  const files = loadedFiles(coverage)
  expect(files.length).toBeGreaterThan(50)
  expect(files.filter((path) => !path.startsWith(realpathSync(user) + sep))).toEqual([])
  expect(bytes(join(user, 'node_modules'))).toBeLessThan(80e6)
  expect(existsSync(join(user, 'node_modules', 'danfojs-node'))).toBe(false)
})

test('TypeScript checks programs with the packed library and its declarations, as ES modules and as CommonJS', () => {
  const text = `import * as nnqft from 'nnqft'
import { passiveFlow } from 'nnqft/flow'
const figure: nnqft.Figure = nnqft.plot([{ N: 1, u: 2 }], { x: 'N', y: 'u' })
export const wrong: number = nnqft.ensemble
export const right = [figure, passiveFlow, nnqft.dataFrame] as const
`
  const files = ['program.mts', 'program.cts'].map((name) => join(user, name))
  for (const file of files) writeFileSync(file, text)
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
    strict: true,
    // Declarations are checked too, which is the default.
    skipLibCheck: false,
    noEmit: true
  })
  const found = ts
    .getPreEmitDiagnostics(program)
    .map(({ file, code }) => `${file?.fileName.slice(user.length + 1)}: ${code}`)
    .sort()
  expect(found.filter((one) => !one.includes('node_modules/@types'))).toEqual([
    'program.cts: 2322',
    'program.mts: 2322'
  ])
})

test('a bundler makes a page of the packed library, without what is Node’s', () => {
  for (const door of ['nnqft', 'nnqft/browser']) {
    const { outputFiles } = buildSync({
      stdin: { contents: `export * from '${door}'`, resolveDir: user },
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false
    })
    const late = [...outputFiles[0].text.matchAll(/import\("([^"]*)"\)/g)].map(([, name]) => name)
    // Which a page may have, or not.
    expect(late).toEqual(['danfojs-node'])
  }
})

test('webpack makes a page of the packed library', () => {
  const tools = installed('webpack', 'webpack@5.113.0', 'webpack-cli@7.3.1')
  writeFileSync(join(user, 'page.mjs'), `export * from 'nnqft'`)
  const webpack = join(tools, 'node_modules', '.bin', 'webpack')
  const wanted = ['--mode', 'development', '--target', 'web', '--output-path', join(tools, 'page')]
  const { stdout } = spawnSync(webpack, [...wanted, '--entry', './page.mjs'], {
    cwd: user,
    env: environment,
    encoding: 'utf8'
  })
  expect(stdout.split('\n').filter((line) => /^ERROR|^Module build failed/.test(line))).toEqual([])
  expect(existsSync(join(tools, 'page', 'main.js'))).toBe(true)
})

test('the packed command line answers', () => {
  const settings = ['--net', 'gauss', '--width', '7', '--sigma-w', '1.3', '--sigma-b', '0.7']
  const asked = ['--points', JSON.stringify(points), '--part', 'connected']
  const { value } = JSON.parse(run('npx', 'nnqft', 'exact', ...settings, ...asked)) as Answer
  expect(value).toBe(exactGreenFunction(parameters, points, 7, 'connected').value)
})

test('a page without a bundler imports the one file for browsers', async () => {
  const script = readFileSync(join(user, 'node_modules', 'nnqft', 'dist', 'browser.js'))
  const page = `<script type="module">
    import * as nnqft from './nnqft.js'
    const svg = await nnqft.drawSvg(nnqft.plot([{ N: 1, u: 2 }], { x: 'N', y: 'u' }).spec)
    const { value } = nnqft.exactGreenFunction(${JSON.stringify(parameters)}, ${JSON.stringify(points)}, 7, 'connected')
    const table = await nnqft.dataFrame([{ N: 1 }]).catch(({ name }) => name)
    window.answer = { value, svg: svg.slice(0, 4), table }
  </script>`
  const server = createServer(({ url }, response) => {
    const isScript = url?.endsWith('.js')
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : page)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  })
  try {
    const tab = await browser.newPage()
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/below/index.html`)
    const answer = await tab.waitForFunction(() => (globalThis as { answer?: object }).answer)
    expect(await answer.jsonValue()).toEqual({
      value: exactGreenFunction(parameters, points, 7, 'connected').value,
      svg: '<svg',
      table: 'MissingPackageError'
    })
  } finally {
    await browser.close()
    server.close()
  }
})

test('the packed kernel registers for its user, runs cells with the packed library, and its removal leaves nothing behind', async () => {
  run('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', artefact(/^nnqft-kernel-/))
  run('npx', 'nnqft-kernel', 'install', '--user')
  const { argv } = JSON.parse(
    readFileSync(join(data, 'kernels', 'nnqft', 'kernel.json'), 'utf8')
  ) as Spec
  const [, kernel, , , ...args] = argv
  expect(kernel.startsWith(realpathSync(user) + sep)).toBe(true)
  const coverage = join(scratch, 'kernel-coverage')
  const client = await KernelClient.start({
    program: kernel,
    through: withoutCheckout,
    args: [...args, '--packages', user],
    // The history as well is where a user has it.
    env: { ...environment, NODE_V8_COVERAGE: coverage, NNQFT_KERNEL_HISTORY: '' }
  })
  const asked = [parameters, points].map((value) => JSON.stringify(value)).join(', ')
  const answer = await client.execute(
    `import * as nnqft from 'nnqft'\nnnqft.exactGreenFunction(${asked}, 7, 'connected').value`
  )
  expect(errorOf(answer)).toBeUndefined()
  expect(printed(answer, 'stderr')).toBe('')
  expect(Number(resultText(answer))).toBe(
    exactGreenFunction(parameters, points, 7, 'connected').value
  )
  const wrong = await client.execute('nnqft.ensemble({ network: 3 })')
  expect(errorOf(wrong)?.evalue).toContain("is not assignable to type 'ActivationSpecification'")
  await client.request('shutdown_request', { restart: false }, 'control')
  await client.stop()
  const files = loadedFiles(coverage)
  expect(files.filter((path) => path.endsWith('engineMain.js'))).not.toEqual([])
  expect(files.filter((path) => !path.startsWith(realpathSync(user) + sep))).toEqual([])
  expect(existsSync(join(data, 'nnqft-kernel', 'history.sqlite'))).toBe(true)
  run('npx', 'nnqft-kernel', 'uninstall', '--user')
  expect(
    readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  ).toEqual([])
})

test('every package has the licence, and a page that leads nowhere else but to addresses', () => {
  const wheel = unpackedWheel()
  const [information = ''] = readdirSync(wheel).filter((name) => name.endsWith('.dist-info'))
  const pages = ['nnqft', 'nnqft-kernel'].map((name) => join(user, 'node_modules', name))
  const licences = [...pages, join(wheel, information, 'licenses')]
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8')
  for (const folder of licences) expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe(licence)
  for (const page of [
    ...pages.map((folder) => join(folder, 'README.md')),
    join(wheel, information, 'METADATA')
  ]) {
    const text = readFileSync(page, 'utf8')
    expect(text).toMatch(/^# (?:jupyterlab-)?nnqft/m)
    expect([...text.matchAll(/\]\((?!https:)[^)]*/g)].map(([link]) => link)).toEqual([])
  }
})

test('no file of the packages names the checkout', () => {
  const packages = readdirSync(join(user, 'node_modules')).filter((name) => name.includes('nnqft'))
  expect(packages.sort()).toEqual(['nnqft', 'nnqft-kernel'])
  const wheel = unpackedWheel()
  const folders = [...packages.map((name) => join(user, 'node_modules', name)), wheel]
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  )
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter((path) => readFileSync(path).includes(root))).toEqual([])
})

test('a release has checksums of all artefacts and a bill of what is in them', () => {
  const sums = readFileSync(join(artefacts, 'SHA256SUMS'), 'utf8').trim().split('\n')
  const files = readdirSync(artefacts).filter((name) => name !== 'SHA256SUMS')
  expect(sums.map((line) => line.split('  ')[1])).toEqual(files.sort())
  for (const line of sums) {
    const [sum, name] = line.split('  ')
    expect(
      createHash('sha256')
        .update(readFileSync(join(artefacts, name)))
        .digest('hex')
    ).toBe(sum)
  }
  const bill = JSON.parse(readFileSync(join(artefacts, 'sbom.cdx.json'), 'utf8')) as Bill
  const required = bill.components.filter(({ scope }) => scope === 'required')
  const names = required.map(({ name }) => name)
  for (const name of [
    'vega',
    'zod',
    '@stdlib/math-base-special-erf',
    'zeromq',
    '@jupyterlab/notebook'
  ]) {
    expect(names, name).toContain(name)
  }
  const bare = bill.components.filter(
    ({ licenses, hashes }) => !licenses?.length || !hashes?.length
  )
  expect(bare).toEqual([])
  for (const name of ['nnqft', 'nnqft-kernel', 'jupyterlab-nnqft']) {
    const own = bill.components.find((component) => component.name === name)
    const file = files.find((file) =>
      file.replaceAll('_', '-').startsWith(`${name}-${own?.version}`)
    )
    expect(sums).toContain(`${own?.hashes[0].content}  ${file}`)
  }
})
