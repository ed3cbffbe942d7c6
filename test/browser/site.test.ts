import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ensemble, type Ensemble } from '../../lib/src/networks/ensemble.js'
import { sampleEnsemble } from '../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../lib/src/sampling/workerPool.js'
import { Firefox } from './firefox.js'
import { StaticServer } from './staticServer.js'

/** What a cell publishes. */
interface Published {
  readonly header: { readonly msg_type: string }
  readonly content: {
    readonly data: Readonly<Record<string, never>>
    readonly text: string
  }
}

interface Kernel {
  readonly status: string
  readonly statusChanged: { connect(slot: (sender: unknown, status: string) => void): void }
  requestExecute(content: { code: string; allow_stdin?: boolean }): {
    onIOPub: (message: Published) => void
    onStdin: (question: { readonly content: { readonly prompt: string } }) => void
    readonly done: Promise<unknown>
  }
  sendInputReply(content: { value: string; status: 'ok' }, parent: object): void
  requestComplete(content: {
    code: string
    cursor_pos: number
  }): Promise<{ content: { matches: string[] } }>
  interrupt(): Promise<void>
  restart(): Promise<void>
}

interface Cell {
  readonly model: {
    readonly type: string
    readonly executionCount: number | null
    readonly sharedModel: { getSource(): string; setSource(text: string): void }
    readonly outputs: { toJSON(): { readonly output_type: string }[] }
  }
}

declare global {
  interface Window {
    /** JupyterLab's application, as far as it is used here. */
    jupyterapp: {
      readonly commands: { execute(name: string): Promise<unknown> }
      readonly serviceManager: { readonly workspaces: { fetch(name: string): Promise<unknown> } }
      readonly shell: {
        widgets(area: 'main'): Iterable<{ readonly title: { readonly label: string } }>
        readonly currentWidget: {
          readonly content: { readonly widgets: readonly Cell[]; readonly activeCell: Cell }
          readonly sessionContext: {
            readonly ready: Promise<void>
            readonly session: { readonly kernel: Kernel }
          }
        }
      }
    }
  }
}

const checkout = resolve(import.meta.dirname, '..', '..')
const versionFile = join(checkout, 'build', 'site', 'lab', 'version.txt')
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
  (path) => path && existsSync(path)
)

/** Against hangs alone, as in vitest.config.ts. */
const patience = 300_000

/** What the site's links to run a notebook lead to. */
const runAddress = (notebook: string) => `lab/lab/index.html?path=${notebook}&workspace=${notebook}`

let server: StaticServer
let browser: Browser
let context: BrowserContext
let page: Page
/** Addresses on other servers that a page asked for. */
const strangers: string[] = []

beforeAll(async () => {
  const site = spawnSync(process.execPath, ['.ci/site.mjs'], { cwd: checkout, encoding: 'utf8' })
  if (site.status !== 0) throw new Error(site.stderr)
  server = await StaticServer.start(join(checkout, 'build', 'site'), '/some/where')
  browser = await chromium.launch({ executablePath })
  context = await browser.newContext()
  context.setDefaultTimeout(patience)
  context.on('request', (request) => {
    const isLocal = /^(?:data|blob):/.test(request.url())
    const { origin } = new URL(server.address)
    if (!isLocal && !request.url().startsWith(`${origin}/`)) strangers.push(request.url())
  })
  page = await context.newPage()
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await closeWorkerPools()
})

test('the first page leads to every notebook as a page, with its stored figure and without a program', async () => {
  await page.goto(`${server.address}/`)
  const links = await page.locator('li').count()
  expect(links).toBeGreaterThan(20)
  const plain = await browser.newContext({ javaScriptEnabled: false })
  const reader = await plain.newPage()
  await reader.goto(`${server.address}/`)
  const item = reader.locator('li', { hasText: 'mean values' })
  await item.getByRole('link', { name: 'Read' }).click()
  expect(await reader.locator('h1').first().innerText()).toContain('mean values')
  const sizes = await reader
    .locator('.jp-OutputArea img')
    .evaluateAll((all) => (all as HTMLImageElement[]).map(({ naturalWidth }) => naturalWidth))
  expect(sizes.length).toBe(2)
  expect(Math.min(...sizes)).toBeGreaterThan(300)
  const run = await reader.getByRole('link', { name: 'Run it' }).getAttribute('href')
  expect(run).toBe(`../${runAddress('04-deviation-means.ipynb')}`)
  await reader.getByRole('link', { name: 'All notebooks' }).click()
  expect(await reader.locator('li').count()).toBe(links)
  await plain.close()
})

test('every link of its pages leads to a file and a place in it, or to another site', () => {
  const site = join(checkout, 'build', 'site')
  const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(?!lab\b).*\.html$/.test(name)
  )
  const places = new Map<string, ReadonlySet<string>>()
  const read = (name: string) => readFileSync(join(site, name), 'utf8')
  const attributes = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, value]) => value.replaceAll('&amp;', '&'))
  for (const name of pages) {
    places.set(name, new Set(attributes(read(name), / (?:id|name)="([^"]*)"/g)))
  }
  const broken = pages.flatMap((page) => {
    const text = read(page).replace(/<(script|svg)\b.*?<\/\1>/gs, '')
    const links = attributes(text, / (?:href|src)="([^"]*)"/g).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false
      const [address, place] = link.split('#')
      const path = decodeURI(address.replace(/\?.*/, ''))
      const target = path === '' ? page : join(dirname(page), path)
      // A server of files, or a disk, shows no page for a folder.
      if (!statSync(join(site, target), { throwIfNoEntry: false })?.isFile()) return true
      const known = places.get(target)
      return place && known && !known.has(place) && !known.has(decodeURIComponent(place))
    })
    return links.map((link) => `${page}: ${link}`)
  })
  expect(pages.length).toBeGreaterThan(100)
  expect(broken.join('\n')).toBe('')
  // Of a page without one browsers ask the server's root for it.
  expect(pages.filter((page) => !read(page).includes('rel="icon"'))).toEqual([])
})

test('formulas of the docs are drawn, and no page of them is wider than a phone', async () => {
  const phone = await browser.newPage({ viewport: { width: 390, height: 800 } })
  for (const name of readdirSync(join(checkout, 'build', 'site', 'docs', 'documents'))) {
    await phone.goto(`${server.address}/docs/documents/${name}`)
    const seen = await phone.locator('.tsd-typography').evaluateAll((parts) => ({
      tooWide: document.documentElement.scrollWidth - window.innerWidth,
      // Dollars outside of code are formulas that nobody read.
      raw: parts.map((part) => {
        const copy = part.cloneNode(true) as HTMLElement
        for (const code of copy.querySelectorAll('code, pre, math')) code.remove()
        return /\$[^$]*\$/.exec(copy.textContent)?.[0] ?? ''
      }),
      wrong: document.querySelectorAll('merror').length,
      drawn: document.querySelectorAll('math msub').length
    }))
    expect({ name, ...seen }).toMatchObject({ name, tooWide: 0, wrong: 0 })
    expect(seen.raw.join('')).toBe('')
    if (name === 'theory.html') expect(seen.drawn).toBeGreaterThan(500)
  }
  await phone.close()
})

test('one search finds functions of the reference and pages of the docs', async () => {
  await page.goto(`${server.address}/docs/index.html`)
  for (const [word, target] of [
    ['exactGreenFunction', 'exactGreenFunction'],
    ['sampling', 'documents/'],
    // Words of the text, which no name has.
    ['critical line', 'criticalPoint']
  ]) {
    await page.keyboard.press('Escape')
    await page.locator('#tsd-search-trigger').click()
    await page.locator('#tsd-search-input').fill(word)
    await expect
      .poll(() =>
        page
          .locator('#tsd-search-results a')
          .evaluateAll((all) => all.map((link) => link.getAttribute('href')).join())
      )
      .toContain(target)
  }
})

/** What a cell gave: what it printed, its result as text and as JSON, and its error. */
interface Given {
  readonly printed: string
  readonly result?: string
  readonly json?: never
  readonly html?: string
  readonly error?: { readonly ename: string; readonly evalue: string; readonly traceback: string[] }
}

/** How a reader behaves while a cell runs. */
interface Reader {
  /** Answers questions with themselves in capitals. */
  readonly answers?: boolean
  /** Interrupts once this has been printed. */
  readonly interruptsAt?: string
}

/** Workers of kernels. */
const engines = () => page.workers().filter((worker) => worker.url().endsWith('engineWorker.js'))

/** Runs code in the kernel of the open notebook. */
function execute(code: string, reader: Reader = {}): Promise<Given> {
  return page.evaluate(
    async ([code, { answers = false, interruptsAt }]) => {
      const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session
      const given: { -readonly [Key in keyof Given]: Given[Key] } = { printed: '' }
      const future = kernel.requestExecute({ code, allow_stdin: answers })
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === 'stream') given.printed += content.text
        if (header.msg_type === 'execute_result') {
          given.result = content.data['text/plain']
          given.json = content.data['application/json']
          given.html = content.data['text/html']
        }
        if (header.msg_type === 'error') given.error = content as unknown as Given['error']
        if (interruptsAt && given.printed.includes(interruptsAt)) {
          given.printed = ''
          void kernel.interrupt()
        }
      }
      future.onStdin = (question) => {
        const value = question.content.prompt.toUpperCase()
        kernel.sendInputReply({ value, status: 'ok' }, question)
      }
      await future.done
      return given
    },
    [code, reader] as const
  )
}

/** In a page that loads a notebook: once its stored figures are drawn, runs it with few networks and another sigma_W. */
async function runChanged() {
  const isDrawn = () => document.querySelector('.jp-Notebook .jp-OutputArea svg') !== null
  while (!isDrawn() || !window.jupyterapp.shell.currentWidget) {
    // Figures are drawn where they are seen.
    document.querySelector('.jp-Notebook .nnqft-Figure')?.scrollIntoView()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { commands, shell } = window.jupyterapp
  const { content, sessionContext } = shell.currentWidget
  await sessionContext.ready
  const [parameters] = content.widgets.filter(({ model }) => model.type === 'code')
  const source = parameters.model.sharedModel.getSource()
  const changes = 'sigmaW = 1.25\nbags = 2\nnetworksPerBag = 100'
  parameters.model.sharedModel.setSource(`${source}\n${changes}`)
  await commands.execute('notebook:run-all-cells')
  const failures = content.widgets
    .filter(({ model }) => model.type === 'code')
    .flatMap(({ model }) => model.outputs.toJSON())
    .filter(({ output_type }) => output_type === 'error')
  let result: unknown
  const future = sessionContext.session.kernel.requestExecute({
    code: 'Jupyter.json([setup, moments.widths])'
  })
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === 'execute_result') result = content.data['application/json']
  }
  await future.done
  return { failures, result }
}

/** That a changed notebook gave what Node gives, to the bit. */
async function expectNumbersOfNode({ failures, result }: Awaited<ReturnType<typeof runChanged>>) {
  expect(failures).toEqual([])
  const [setup, widths] = result as [Ensemble, unknown]
  expect(setup.sigmaW).toBe(1.25)
  const { widths: expected } = await sampleEnsemble(setup, { store: false })
  expect(widths).toEqual(JSON.parse(JSON.stringify(expected)))
}

test.runIf(process.env.FIREFOX_PATH)(
  'Firefox opens a notebook, draws its stored figures, and with a changed sigma_W gives the numbers of Node',
  async () => {
    const firefox = await Firefox.launch(process.env.FIREFOX_PATH!)
    // Also where the page hangs and the test ends by its limit.
    onTestFinished(() => firefox.close())
    await firefox.goto(`${server.address}/${runAddress('04-deviation-means.ipynb')}`)
    await expectNumbersOfNode(await firefox.evaluate(runChanged))
  }
)

/** Labels of what is open. */
const tabs = () =>
  page.evaluate(() =>
    [...window.jupyterapp.shell.widgets('main')].map(({ title: { label } }) => label)
  )

test('JupyterLab opens a notebook alone and draws its stored figures; a changed sigma_W gives the numbers of Node', async () => {
  // Its workspace has another one open, by a link that was cut off inside of a character: that stopped JupyterLab's start.
  const workspace = '04-deviation-means.ipynb'
  const cutOff = `path=06-quartic-coupling.ipynb&workspace=${workspace}&parameters=%7B%22sigmaW%2`
  await page.goto(`${server.address}/lab/lab/index.html?${cutOff}`)
  await page.getByText('The parameters of this link cannot be read').waitFor()
  const stored = () =>
    page.evaluate(
      async (name) =>
        JSON.stringify(await window.jupyterapp?.serviceManager.workspaces.fetch(name)),
      workspace
    )
  await expect.poll(stored).toContain('"notebook:06-quartic-coupling.ipynb"')
  await page.goto(`${server.address}/${runAddress('04-deviation-means.ipynb')}`)
  await expectNumbersOfNode(await page.evaluate(runChanged))
  expect(await tabs()).toEqual(['04-deviation-means.ipynb'])
  // The one that started with the page.
  expect(engines()).toHaveLength(1)
})

/** A browser with a narrow, dark page that keeps nothing: its reader refuses data of sites. */
async function forgetfulBrowser(): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'nnqft-forgetful-'))
  mkdirSync(join(profile, 'Default'))
  const refusal = { profile: { default_content_setting_values: { cookies: 2 } } }
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(refusal))
  const made = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width: 420, height: 850 },
    colorScheme: 'dark'
  })
  made.setDefaultTimeout(patience)
  onTestFinished(async () => {
    await made.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 })
  })
  return made
}

test('a link carries the parameters of a notebook to a reader who has not been here, whose browser keeps nothing, and runs nothing', async () => {
  await context.grantPermissions(['clipboard-read'])
  await page.evaluate(() => {
    const [parameters] = window.jupyterapp.shell.currentWidget.content.widgets.filter(
      ({ model }) => model.type === 'code'
    )
    const { sharedModel } = parameters.model
    sharedModel.setSource(sharedModel.getSource().replace('sigmaW = 1\n', 'sigmaW = 1.5\n'))
  })
  await page.getByTitle('Copy a link with the parameters of this notebook').first().click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const reader = await (await forgetfulBrowser()).newPage()
  await reader.goto(link)
  await reader.getByText('This link has set sigmaW.').waitFor()
  // As the reader's system.
  const theme = reader.locator('body[data-jp-theme-name="JupyterLab Dark"]')
  await theme.waitFor({ state: 'attached' })
  // A narrow page is the notebook's.
  await reader.locator('.jp-FileBrowser').first().waitFor({ state: 'hidden' })
  const room = await reader.locator('.jp-Notebook').boundingBox()
  expect(room?.width).toBeGreaterThan(300)
  const cell = await reader.evaluate(() => {
    const [{ model }] = window.jupyterapp.shell.currentWidget.content.widgets.filter(
      ({ model }) => model.type === 'code'
    )
    return { source: model.sharedModel.getSource(), count: model.executionCount }
  })
  expect(cell.source).toContain('let sigmaW = 1.5\nlet sigmaB = 1\n')
  // As it was stored: no cell has run.
  expect(cell.count).toBe(1)
  expect(new URL(reader.url()).searchParams.has('parameters')).toBe(false)
})

test('cells are checked, with lines, and completion knows the library', async () => {
  const { error } = await execute('const a = 1\nconst b: string = a')
  expect(error?.ename).toBe('TypeScriptError')
  expect(error?.evalue).toContain('TS2322')
  expect(error?.evalue).toContain('(line 2)')
  const thrown = await execute('function f() {\n  throw new RangeError("too far")\n}\nf()')
  expect(thrown.error?.traceback.join('\n')).toMatch(/f \(In\[\d+\]:2:9\)/)
  const matches = await page.evaluate(async () => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session
    const code = 'nnqft.exactG'
    const { content } = await kernel.requestComplete({ code, cursor_pos: code.length })
    return content.matches
  })
  expect(matches).toContain('exactGreenFunction')
})

test('a data frame is shown as a table', async () => {
  const { html } = await execute("await nnqft.dataFrame([{ N: 3, name: 'GaussNet' }])")
  expect(html).toContain('<td>3</td><td>GaussNet</td>')
})

test('what only Node has is refused by name', async () => {
  const file = await execute("import { readFileSync } from 'node:fs'\nreadFileSync('x')")
  expect(file.error).toMatchObject({ ename: 'ModuleUnavailableError' })
  expect(file.error?.evalue).toMatch(/'node:fs' is part of Node, which a browser does not have/)
  const other = await execute("await import('some-package')")
  expect(other.error?.evalue).toMatch(/'some-package' is not on this site, which has nnqft/)
  for (const code of ['process.exit(1)', 'await 0\nBuffer.from("a")']) {
    const { error } = await execute(code)
    expect(error?.evalue).toMatch(/is part of Node, which a browser does not have/)
  }
  const question = await execute('prompt("name?")', { answers: true })
  expect(question.error).toMatchObject({ ename: 'NodeOnlyError' })
  expect(question.error?.evalue).toMatch(/await Jupyter\.input\(text\) asks here too/)
})

test('a cell asks its reader, one question after the other', async () => {
  const code = `const answers = await Promise.all(['a', 'b'].map((text) => Jupyter.input(text)))
console.log('asked')
answers.join()`
  const { result, printed } = await execute(code, { answers: true })
  expect(result).toBe("'A,B'")
  expect(printed).toBe('asked\n')
  const { error } = await execute(code.replace('const answers', 'const others'))
  expect(error).toMatchObject({ ename: 'InputError' })
})

test('a slider in a cell and its value in the kernel are one', async () => {
  await page.evaluate(async () => {
    const { commands, shell } = window.jupyterapp
    await commands.execute('notebook:insert-cell-below')
    const cell = shell.currentWidget.content.activeCell
    cell.model.sharedModel.setSource(
      `const slider = Jupyter.widgets.slider({ value: 3, min: 0, max: 10, step: 1 }); slider`
    )
    await commands.execute('notebook:run-cell')
  })
  const handle = page.locator('.jp-Notebook .widget-slider .noUi-handle')
  await handle.press('ArrowRight')
  await expect.poll(async () => (await execute('slider.value')).result).toBe('4')
  await execute('slider.value = 7')
  await expect.poll(() => handle.getAttribute('aria-valuetext')).toMatch(/^7/)
})

// What it printed and showed was added below the cell, move after move.
test('interact redraws its output in place, also what its function shows after it has awaited', async () => {
  await page.evaluate(async () => {
    const { commands, shell } = window.jupyterapp
    await commands.execute('notebook:insert-cell-below')
    const cell = shell.currentWidget.content.activeCell
    cell.model.sharedModel.setSource(`Jupyter.widgets.interact(async ({ x }) => {
  console.log('begins', x)
  await new Promise((resolve) => setTimeout(resolve, 20))
  display(\`goes on with \${x}\`)
  if (x > 6) throw new RangeError('too far')
  return 2 * x
}, { x: [0, 10, 1] })`)
    await commands.execute('notebook:run-cell')
  })
  const handle = page.locator('.jp-Notebook .widget-slider .noUi-handle').last()
  const drawn = page.locator('.jp-Notebook .widget-output').last()
  const text = async () => (await drawn.innerText()).split(/\n+/)
  await expect.poll(text).toEqual(['begins 5', "'goes on with 5'", '10'])
  await handle.press('ArrowRight')
  await expect.poll(text).toEqual(['begins 6', "'goes on with 6'", '12'])
  await handle.press('ArrowRight')
  await expect
    .poll(async () => (await text()).slice(0, 3))
    .toEqual(['begins 7', "'goes on with 7'", 'RangeError: too far'])
  const below = await page.evaluate(() => {
    const { model } = window.jupyterapp.shell.currentWidget.content.activeCell
    return model.outputs.toJSON().map(({ output_type }) => output_type)
  })
  expect(below).toEqual(['execute_result'])
})

/** A run of the sampler that takes hours. */
const longRun = `const long = nnqft.ensemble({ network: 'gauss', widths: [3], bags: 40000, networksPerBag: 20000, seed: 5 })
let reported = false
await nnqft.sampleEnsemble(long, { onProgress({ bags }) {
  if (bags >= 5 && !reported) console.log('five bags')
  if (bags >= 5) reported = true
} })`
const shortRun = `const short = nnqft.ensemble({ network: 'gauss', widths: [3], bags: 5, networksPerBag: 20000, seed: 5 })
const runner = { concurrency: 1, run: () => Promise.reject(new Error('a bag is missing')) }
Jupyter.json((await nnqft.sampleEnsemble(short, { runner })).widths)`

test('sampling has a worker for every core; an interrupt ends it and keeps its bags and all names', async () => {
  const { error, printed } = await execute(longRun, { interruptsAt: 'five bags' })
  expect(error).toMatchObject({ ename: 'KeyboardInterrupt', evalue: 'the cell was interrupted' })
  expect(printed).toMatch(/\d+ of 40000 bags kept; run the cell again to go on/)
  expect((await execute('[long.bags, reported]')).result).toBe('[ 40000, true ]')
  const cores = await page.evaluate(() => navigator.hardwareConcurrency)
  expect(page.workers().filter((worker) => worker.url().includes('browserWorker'))).toHaveLength(
    cores
  )
})

test('an endless loop is interrupted, and the page lives', async () => {
  const code = 'console.log("begun")\nfor (;;) {}'
  const { error } = await execute(code, { interruptsAt: 'begun' })
  expect(error).toMatchObject({ ename: 'KeyboardInterrupt' })
  expect(error?.traceback.join()).toMatch(/what earlier cells have defined is gone/)
  expect((await execute('6 * 7')).result).toBe('42')
  // The browser takes its time to end a worker that loops.
  await expect.poll(() => engines().length).toBe(1)
})

// Each line was a message, and the page did not live to send the interrupt.
test('an endless loop that prints is interrupted, and the page lives', async () => {
  const code = 'for (let i = 0; ; i++) console.log(i)'
  const { error } = await execute(code, { interruptsAt: '30000\n' })
  expect(error).toMatchObject({ ename: 'KeyboardInterrupt' })
  expect((await execute('6 * 7')).result).toBe('42')
})

test('an endless loop that shows is interrupted, and the page lives', async () => {
  const code = 'for (let i = 0; ; i++) { display(i); if (i === 300) console.log("many") }'
  const { error } = await execute(code, { interruptsAt: 'many' })
  expect(error).toMatchObject({ ename: 'KeyboardInterrupt' })
  expect((await execute('6 * 7')).result).toBe('42')
})

// It ended the worker, and all later cells waited for it without end.
test('a cell cannot end the worker of the kernel, nor speak for it', async () => {
  for (const code of ['close()', 'postMessage({ type: "failed", reason: "forged" })']) {
    expect((await execute(code)).error?.evalue).toContain("is the kernel's own here")
  }
  expect((await execute('6 * 7')).result).toBe('42')
})

/** Names the version of the site, and opens a part of it in a frame: the next page hears of a new one. */
async function publish(version: string): Promise<void> {
  writeFileSync(versionFile, version)
  await page.evaluate(async (address) => {
    const frame = document.createElement('iframe')
    frame.src = address
    const opened = new Promise((resolve) => frame.addEventListener('load', resolve))
    document.body.append(frame)
    await opened
    frame.remove()
  }, `${server.address}/lab/jupyter-lite.json`)
}

test('a new version of the site is seen at once; a kernel that does not start says why, to every cell, and is there after a restart', async () => {
  await page.evaluate(() => navigator.serviceWorker.ready)
  const packages = join(
    ...[checkout, 'build', 'site', 'lab', 'extensions', 'nnqft-kernel', 'static', 'packages'],
    'packages.json'
  )
  const status = () =>
    page.evaluate(
      async (address) => (await fetch(address)).status,
      `${server.address}/lab/extensions/nnqft-kernel/static/packages/packages.json`
    )
  const version = readFileSync(versionFile, 'utf8')
  renameSync(packages, `${packages}.away`)
  try {
    // What the browser has kept.
    expect(await status()).toBe(200)
    await publish('new')
    expect(await status()).toBe(404)
    // The interrupt ends the engine that was there.
    await execute('console.log("begun")\nfor (;;) {}', { interruptsAt: 'begun' })
    for (const code of ['1', '2']) {
      const { error } = await execute(code)
      expect(error).toMatchObject({
        ename: 'KernelError',
        evalue: expect.stringMatching(/^the kernel did not start: .*packages\.json: 404/) as string
      })
    }
  } finally {
    renameSync(`${packages}.away`, packages)
    await publish(version)
  }
  await page.evaluate(() =>
    window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()
  )
  expect((await execute('6 * 7')).result).toBe('42')
})

test('after the first visit it works without a network, and finds the bags that were drawn', async () => {
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.evaluate(() => window.jupyterapp.commands.execute('docmanager:save'))
  await context.setOffline(true)
  await server.close()
  await page.reload()
  await page.locator('.jp-Notebook .jp-OutputArea svg').first().waitFor()
  await page.evaluate(() => window.jupyterapp.shell.currentWidget.sessionContext.ready)
  expect(await tabs()).toEqual(['04-deviation-means.ipynb'])
  const code = "import * as nnqft from 'nnqft'\nnnqft.wickContractions(4).length"
  expect((await execute(code)).result).toBe('3')
  const { json, error } = await execute(shortRun)
  expect(error).toBeUndefined()
  const sampled = {
    network: 'gauss',
    widths: [3],
    bags: 5,
    networksPerBag: 20000,
    seed: 5
  } as const
  const { widths } = await sampleEnsemble(ensemble(sampled), { store: false })
  expect(json).toEqual(JSON.parse(JSON.stringify(widths)))
})

test('no request leaves the site', async () => {
  // JupyterLite asks at the server's root now and then: once it is there, the site's own worker answers.
  const heartbeat = '/api/service-worker-heartbeat'
  const alive = (path: string) => fetch(path).then((answer) => answer.text())
  expect(await page.evaluate(alive, heartbeat)).toBe('ok')
  expect(strangers).toEqual([])
  // For an icon the browser asks by itself.
  const expected = ['/favicon.ico', heartbeat]
  expect(server.strays.filter((path) => !expected.includes(path))).toEqual([])
})
