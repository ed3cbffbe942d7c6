import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { changeTheme, emptyLab, JupyterLabServer, launchBrowser } from './jupyterLab.js'
import { KernelMessages } from './kernelMessages.js'

/** A page in a real JupyterLab and its server, shared by the tests of a file. */
export interface LabSession {
  readonly server: JupyterLabServer
  /** Empty at the start of each test: loading JupyterLab anew takes longer than most tests. */
  readonly page: Page
  /** Addresses outside the server that the page asked for in this test. */
  readonly foreignRequests: readonly string[]
  /** Another page for this test alone, for one that changes how pages load, or depends on it. */
  newPage(): Promise<Page>
}

/**
 * Gives each test of the calling file a page; a script error in the page fails the test that ran. Of a test that fails
 * it is told what the page showed and what it had said to the kernel.
 */
export function labSession(): LabSession {
  let server: JupyterLabServer
  let browser: Browser
  let page: Page
  let isKept = false
  let problems: string[] = []
  let foreign: string[] = []
  let messages: KernelMessages

  const openPage = async () => {
    page = await browser.newPage({ viewport })
    // Against hangs alone, as in vitest.config.ts.
    page.setDefaultTimeout(300_000)
  }
  const watch = () => {
    problems = []
    foreign = []
    messages = new KernelMessages(page)
    page.on('pageerror', (error) => problems.push(error.stack || String(error)))
    page.on('request', (request) => {
      const url = request.url()
      const inside = [server.url('').split('?')[0], 'data:', 'blob:', 'about:']
      if (!inside.some((prefix) => url.startsWith(prefix))) foreign.push(url)
    })
  }

  beforeAll(async () => {
    ;[server, browser] = await Promise.all([JupyterLabServer.start(), launchBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(async () => {
    if (!isKept) await openPage()
    isKept = true
    watch()
  })
  afterEach(async ({ task }) => {
    const found = problems.length
    if (task.result?.state === 'fail') {
      const seen = [`${task.name}: the page showed`, await shown(page), String(messages), '']
      process.stderr.write(seen.join('\n'))
    }
    isKept &&= task.result?.state !== 'fail' && (await emptyLab(page))
    if (isKept) await restoreLook(page)
    if (isKept) page.removeAllListeners()
    else {
      await page.close()
      // A second attempt would open its notebook with the kernel of the first, in which its cell may still run.
      await server.endSessions()
    }
    // What JupyterLab itself says of kernels that end and widgets that go is no problem of the test.
    const isOurs = (text: string) => text.includes('jupyterlab-nnqft')
    expect(problems.filter((text, i) => i < found || isOurs(text))).toEqual([])
  })

  return {
    get server() {
      return server
    },
    get page() {
      return page
    },
    get foreignRequests() {
      return foreign
    },
    async newPage() {
      await page.close()
      await openPage()
      watch()
      isKept = false
      return page
    }
  }
}

/** What a page says of itself, in words; a page that hangs says nothing. */
async function shown(page: Page): Promise<string> {
  const parts = page.locator('.jp-Dialog, #jp-main-statusbar, .jp-Notebook')
  const texts = parts.evaluateAll((all) => all.map((one) => (one as HTMLElement).innerText))
  const silence = sleep(5000, ['nothing within 5 s'], { ref: false })
  const said = await Promise.race([texts.catch((error: unknown) => [String(error)]), silence])
  return said.join('\n')
}

const viewport = { width: 1200, height: 900 }

/** The look of a page as it was when it was opened. */
async function restoreLook(page: Page): Promise<void> {
  await page.mouse.move(0, 0)
  await page.setViewportSize(viewport)
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null })
  const isDark = await page.locator('body[data-jp-theme-name="JupyterLab Dark"]').count()
  if (isDark) await changeTheme(page, 'Light')
}

/** Keeps a picture of the page in the folder that NNQFT_SCREENSHOTS names, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['NNQFT_SCREENSHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

/** The same of one element. */
export async function screenshotOf(element: Locator, name: string): Promise<void> {
  const folder = process.env['NNQFT_SCREENSHOTS']
  if (folder) await element.screenshot({ path: `${folder}/${name.replace(/[^\w]+/g, '-')}.png` })
}

/**
 * Points at a mark until its tooltip is there: a figure that is drawn anew for the room it has takes the mark
 * away from under the pointer. @returns the tooltip
 */
export async function tooltipOf(mark: Locator, text = ''): Promise<Locator> {
  const tooltip = mark.page().locator('.nnqft-Tooltip:not([hidden])', { hasText: text })
  await expect
    .poll(async () => {
      await mark.hover()
      return tooltip.isVisible()
    })
    .toBe(true)
  return tooltip
}

/** The errors that cells ended with, and what they wrote to stderr: JupyterLab draws both as one type. */
export function failures(page: Page): Locator {
  return page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
}

/** The file that an item of the menu of a figure's tool _Export_ saves. */
export async function exported(page: Page, figure: Locator, item: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    figure
      .locator('[data-tool=export]')
      .click()
      .then(() => page.locator('.lm-Menu-item', { hasText: item }).click())
  ])
  return readFileSync(await download.path())
}

/** Where an element is in the window, once it is shown: a figure that finds its room is drawn anew. */
export async function boxOf(element: Locator) {
  let box = await element.boundingBox()
  await expect.poll(async () => (box ??= await element.boundingBox())).not.toBeNull()
  return box!
}

export async function centreOf(element: Locator): Promise<readonly [number, number]> {
  const { x, y, width, height } = await boxOf(element)
  return [x + width / 2, y + height / 2]
}
