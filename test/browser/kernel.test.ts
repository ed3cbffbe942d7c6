import { expect, test } from 'vitest'
import { runCommand } from './jupyterLab.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

test('completion, tooltip and highlighting know the library, a subshell answers while a cell waits, and questions get their answers', async () => {
  const { page, server } = lab
  server.writeProgram('kernel.ipynb', [
    "import * as nnqft from 'nnqft'\nlet release = () => {}\n'imported'",
    "await new Promise<void>((resolve) => { release = resolve })\n'released'",
    'nnqft.exact',
    "import { createInterface } from 'node:readline/promises'\n" +
      'const rl = createInterface(process.stdin)\n' +
      "const answers = [prompt('first?', 'none'), await rl.question('second?'), await Jupyter.password('third?')]\n" +
      'rl.close()\nanswers'
  ])
  await server.openNotebook(page, 'kernel.ipynb', true)
  const cells = page.locator('.jp-Notebook .jp-CodeCell')
  await cells.nth(0).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  await cells.nth(0).locator('.jp-OutputArea-output').waitFor()
  // The editor's tokens are those of TypeScript: `let` is a keyword as `import` is, `void` a type.
  const colour = (cell: number, token: string) =>
    cells
      .nth(cell)
      .locator('.cm-line span')
      .getByText(token, { exact: true })
      .first()
      .evaluate((span) => getComputedStyle(span).color)
  const keyword = await colour(0, 'import')
  expect(await colour(0, 'let')).toBe(keyword)
  expect(await colour(1, 'await')).toBe(keyword)
  const plain = await cells
    .nth(0)
    .locator('.cm-content')
    .evaluate((text) => getComputedStyle(text).color)
  expect(await colour(1, 'void')).not.toBe(plain)
  const kinds = [keyword, await colour(0, "'nnqft'"), await colour(0, 'release'), plain]
  expect(new Set(kinds).size).toBe(4)

  await cells.nth(2).locator('.cm-content').click()
  await page.keyboard.press('Control+End')
  await runCommand(page, 'completer:invoke-notebook')
  const proposal = page.locator('.jp-Completer-item', { hasText: 'exactGreenFunction' }).first()
  await proposal.waitFor()
  await screenshot(page, 'kernel-completer')
  await proposal.click()
  const completed = () => cells.nth(2).locator('.cm-content').textContent()
  await expect.poll(completed).toBe('nnqft.exactGreenFunction')
  await page.keyboard.press('Shift+Tab')
  const tooltip = page.locator('.jp-Tooltip')
  await tooltip.waitFor()
  const documentation = expect.poll(() => tooltip.textContent())
  await documentation.toContain('function exactGreenFunction(')
  expect(await tooltip.textContent()).toContain('Green function')
  await screenshot(page, 'kernel-tooltip')
  await page.keyboard.press('Escape')

  // Before the cell runs: a new connection asks the main shell who is there. Its answer is the banner.
  await runCommand(page, 'notebook:create-subshell-console')
  const console_ = page.locator('.jp-CodeConsole')
  const input = console_.locator('.jp-CodeConsole-input .cm-content')
  await input.waitFor()
  await console_.locator('.jp-CodeConsole-banner', { hasText: 'TypeScript' }).waitFor()
  await cells.nth(1).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => cells.nth(1).locator('.jp-InputPrompt').textContent()).toContain('[*]')
  await input.click()
  await page.keyboard.insertText("release(); 'from the subshell'")
  await page.keyboard.press('Shift+Enter')
  await console_.locator('.jp-OutputArea-output', { hasText: 'from the subshell' }).waitFor()
  await cells.nth(1).locator('.jp-OutputArea-output', { hasText: 'released' }).waitFor()
  await screenshot(page, 'kernel-subshell')

  // Whatever the code asks with, a box below the cell is where the answer is typed, one after the other.
  await cells.nth(3).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  const asked = cells.nth(3).locator('.jp-Stdin')
  for (const [question, answer, type] of [
    ['first? [none]', '', 'text'],
    ['second?', 'two 😀', 'text'],
    ['third?', 'secret', 'password']
  ]) {
    const box = asked.filter({ hasText: question }).locator('input')
    await box.waitFor()
    expect(await box.evaluate((input: HTMLInputElement) => input.type)).toBe(type)
    await box.fill(answer)
    await screenshot(page, `kernel-input-${type}`)
    await box.press('Enter')
  }
  const answers = cells.nth(3).locator('.jp-OutputArea-executeResult')
  await expect.poll(() => answers.textContent()).toContain("[ 'none', 'two 😀', 'secret' ]")
  await screenshot(page, 'kernel-input-answered')
})
