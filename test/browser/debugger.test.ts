import { expect, test } from 'vitest'
import { runCommand } from './jupyterLab.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

/** Against hangs, for each wait: the whole test takes 15 s, and a minute at a load of ten times the cores. */
const patience = 150_000

const program = `const start: number = 20
const wait = (x: number) => new Promise<number>((done) => setTimeout(() => done(x), 5))
let sum = start + 1
sum += await wait(1)
sum`

test('a breakpoint set by a click stops a cell, which is stepped through an await with its variables shown', async () => {
  const { page, server } = lab
  page.setDefaultTimeout(patience)
  server.writeProgram('debugger.ipynb', [program])
  await server.openNotebook(page, 'debugger.ipynb', true)
  const cell = page.locator('.jp-Notebook .jp-CodeCell').first()
  await cell.locator('.cm-content').click()
  const gutter = cell.locator('.cm-breakpoint-gutter .cm-gutterElement')
  const button = page.locator('.jp-DebuggerBugButton').first()
  // JupyterLab forgets a click that comes while it still asks the kernel for the debugger's state.
  const isOn = async () => {
    if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
    return (await gutter.count()) > 3
  }
  await expect.poll(isOn, { interval: 2000, timeout: patience }).toBe(true)
  // The first element only keeps the room.
  await gutter.nth(3).click()
  await cell.locator('.cm-breakpoint-gutter .cm-breakpoint-icon').nth(1).waitFor()
  await cell.locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  const line = cell.locator('.jp-DebuggerEditor-highlight')
  await line.filter({ hasText: /^let sum = start \+ 1$/ }).waitFor()
  const variables = page.locator('.jp-DebuggerVariables')
  await variables.filter({ hasText: 'startnumber = 20' }).waitFor()
  await runCommand(page, 'debugger:next')
  await line.filter({ hasText: /^sum \+= await wait\(1\)$/ }).waitFor()
  await runCommand(page, 'debugger:next')
  await line.filter({ hasText: /^sum$/ }).waitFor()
  await screenshot(page, 'debugger')
  await runCommand(page, 'debugger:continue')
  const result = cell.locator('.jp-OutputArea-executeResult pre')
  await result.filter({ hasText: /^22$/ }).waitFor()
})
