import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { labSession, tooltipOf } from './labSession.js'

const lab = labSession()

/**
 * From now on scripts come from the server alone, and no text becomes one. JupyterLab does not start under
 * such a policy (its settings are checked by generated code), so it is set when JupyterLab is there.
 */
function forbidEval(page: Page): Promise<void> {
  return page.evaluate(() => {
    const policy = document.createElement('meta')
    policy.httpEquiv = 'Content-Security-Policy'
    policy.content = "script-src 'self'"
    document.head.append(policy)
  })
}

/** What compiling text comes to in the page's own code, not in that of the debugger, which always may. */
function resultOfEval(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) =>
        setTimeout(() => {
          try {
            resolve(String(new Function('return 1')()))
          } catch (error) {
            resolve((error as Error).name)
          }
        })
      )
  )
}

test('figures are drawn and answer the pointer where the page may not compile text', async () => {
  const { page, server } = lab
  await server.writeNotebook('policy.ipynb', [bundle(deviationFigure())])
  // Nothing of Vega is there yet.
  await page.goto(server.url('lab?reset'))
  await page.locator('.jp-Launcher').waitFor()
  expect(await resultOfEval(page)).toBe('1')
  await forbidEval(page)
  expect(await resultOfEval(page)).toBe('EvalError')
  await page.evaluate(() => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: { commands: { execute(id: string, args: object): Promise<unknown> } }
    }
    void jupyterapp.commands.execute('docmanager:open', { path: 'policy.ipynb' })
  })
  await page.locator('.jp-Dialog button', { hasText: 'No Kernel' }).click()
  const mark = page.locator('.nnqft-Figure-view svg .mark-symbol path').nth(4)
  await tooltipOf(mark)
  expect(await resultOfEval(page)).toBe('EvalError')
})
