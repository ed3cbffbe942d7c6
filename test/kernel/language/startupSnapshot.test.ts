import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { engineFlags } from '../../../kernel/src/language/startupSnapshot.js'
import { executeContent, KernelClient, printed, resultText } from '../kernelClient.js'

const dataFolder = () => mkdtempSync(join(tmpdir(), 'nnqft-snapshot-'))
const snapshots = (data: string) => join(data, 'nnqft-kernel', 'snapshots')
const folder = dataFolder()
const env = { JUPYTER_DATA_DIR: folder }
beforeAll(() => {
  const program = resolve('kernel/bin/nnqft-kernel.js')
  execFileSync(process.execPath, [program, 'install', '--jupyter-path', folder], {
    env: { ...process.env, ...env }
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Name of the snapshot that the installation made. */
function snapshotName(): string {
  const names = readdirSync(snapshots(folder))
  expect(names).toHaveLength(1)
  return names[0] ?? ''
}

it('an engine starts from it: the compiler is there before any file of it is read', async () => {
  const file = join(snapshots(folder), snapshotName())
  utimesSync(file, 0, 0)
  // Built again without a change: the times of files once made it another one, which was missing.
  utimesSync(resolve('kernel/dist/snapshotMain.cjs'), new Date(), new Date())
  const client = await KernelClient.start({ env })
  // Those used last are kept.
  expect(statSync(file).mtimeMs).toBeGreaterThan(0)
  const how = await client.execute('process.argv.length + process.execArgv.length')
  // The script, and no flags of the snapshot that forked processes would inherit.
  expect(resultText(how)).toBe('2')
  const loaded = await client.execute(
    "import { createRequire } from 'node:module'\n" +
      "Object.keys(createRequire('/').cache).some((path) => /typescript.lib.typescript\\.js$/.test(path))"
  )
  expect(resultText(loaded)).toBe('false')
  expect(resultText(await client.execute('const a: number = 6; a * 7'))).toBe('42')
  await client.stop()
})

// Node's check of its stack of async ids was on again in it, and ended the process.
it("an engine from it outlives an interrupt that ends a loop inside Node's own loop over timers", async () => {
  const client = await KernelClient.start({ env })
  const id = await client.send(
    'execute_request',
    executeContent(
      `const kept = 1; const busy = () => { console.log('busy'); while (true) {} }
       AbortSignal.timeout(1).addEventListener('abort', busy); await new Promise(() => {})`
    )
  )
  await client.waitFor(({ content }) => content.text === 'busy\n')
  await client.request('interrupt_request', {}, 'control')
  expect((await client.answer(id)).reply.ename).toBe('KeyboardInterrupt')
  expect(resultText(await client.execute('kept'))).toBe('1')
  await client.stop()
})

it('holds the declarations of the packages beside the kernel, apart from what cannot change', () => {
  const script = join(folder, 'engineStart.cjs')
  writeFileSync(
    script,
    `const { files, earlier } = globalThis[Symbol.for('nnqft-kernel.prepared')].library
    console.log(JSON.stringify([files, earlier].map((trees) => [...trees.keys()])))`
  )
  const flags = [...engineFlags, '--snapshot-blob', join(snapshots(folder), snapshotName())]
  const said = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' })
  const [unchanging, packages] = JSON.parse(said) as [string[], string[]]
  expect(unchanging.filter((path) => path.endsWith('/typescript/lib/lib.es5.d.ts'))).toHaveLength(1)
  const ofKernel = /node_modules\/(typescript|@types\/node|undici-types)\//
  expect(unchanging.filter((path) => !ofKernel.test(path))).toEqual([])
  expect(packages).toContain(resolve('lib/dist/index.d.ts'))
  expect(packages.filter((path) => ofKernel.test(path))).toEqual([])
})

// The one without was refused, and the first cell came after ten seconds.
it('flags that the user gives to Node have one of their own', async () => {
  const own = dataFolder()
  const program = resolve('kernel/bin/nnqft-kernel.js')
  const flagged = { JUPYTER_DATA_DIR: own, NODE_OPTIONS: '--max-old-space-size=1500' }
  for (const flags of [{ JUPYTER_DATA_DIR: own }, flagged]) {
    const options = { env: { ...process.env, NODE_OPTIONS: '', ...flags } }
    execFileSync(process.execPath, [program, 'install', '--jupyter-path', own], options)
  }
  expect(readdirSync(snapshots(own))).toHaveLength(2)
  const client = await KernelClient.start({ env: flagged })
  const answer = await client.execute(
    "import { createRequire } from 'node:module'\nimport { getHeapStatistics } from 'node:v8'\n" +
      "const loaded = Object.keys(createRequire('/').cache);\n" +
      '[loaded.some((path) => /typescript.lib.typescript\\.js$/.test(path)), getHeapStatistics().heap_size_limit < 2e9]'
  )
  expect(resultText(answer)).toBe('[ false, true ]')
  await client.stop()
  rmSync(own, { recursive: true, force: true })
})

it('what cells use of Node works: workers, forked processes, ES modules, timers', async () => {
  const files = {
    'child.mjs': "process.send('from a child')",
    'module.mjs': "export const where = import.meta.url.endsWith('module.mjs')"
  }
  const client = await KernelClient.start({ env, files })
  const answer = await client.execute(`
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
const worker = new Worker("require('node:worker_threads').parentPort.postMessage('from a worker')", { eval: true })
console.log(...(await once(worker, 'message')))
console.log(...(await once(fork('child.mjs'), 'message')).slice(0, 1))
console.log((await import('./module.mjs')).where)
await sleep(5)
console.log(await crypto.subtle.digest('SHA-1', new Uint8Array(3)).then((hash) => hash.byteLength))`)
  expect(printed(answer)).toBe('from a worker\nfrom a child\ntrue\n20\n')
  await client.stop()
})

it('a broken one costs time and nothing else', async () => {
  const broken = dataFolder()
  mkdirSync(snapshots(broken), { recursive: true })
  writeFileSync(join(snapshots(broken), snapshotName()), 'this is no snapshot')
  const client = await KernelClient.start({ env: { JUPYTER_DATA_DIR: broken } })
  expect(resultText(await client.execute('1 + 1'))).toBe('2')
  await client.stop()
  rmSync(broken, { recursive: true, force: true })
})

it('is made by a session that found none, for the next one', async () => {
  const empty = dataFolder()
  mkdirSync(snapshots(empty), { recursive: true })
  for (const name of [
    '1.snapshot',
    '2.snapshot',
    '3.snapshot',
    '4.snapshot',
    '5.snapshot',
    '6.snapshot',
    '1.snapshot.77'
  ]) {
    const others = join(snapshots(empty), name)
    writeFileSync(others, '')
    utimesSync(others, Number(name[0]), Number(name[0]))
  }
  const client = await KernelClient.start({ env: { JUPYTER_DATA_DIR: empty } })
  const file = join(snapshots(empty), snapshotName())
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size).toBeGreaterThan(1e7)
  expect(resultText(await client.execute('2 + 2'))).toBe('4')
  // The one that was used least lately goes, and what a builder that was killed left.
  await expect
    .poll(() => readdirSync(snapshots(empty)).sort())
    .toEqual(
      ['2.snapshot', '3.snapshot', '4.snapshot', '5.snapshot', '6.snapshot', snapshotName()].sort()
    )
  await client.stop()
  rmSync(empty, { recursive: true, force: true })
})
