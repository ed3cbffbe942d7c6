// A kernel of another version than the extension: the page says so, with what to install.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()
const checkout = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'nnqft-other-kernel-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The kernel of the checkout under another version. */
function otherKernel(version: string): object {
  for (const part of ['bin', 'dist', 'types', 'package.json']) {
    cpSync(join(checkout, 'kernel', part), join(folder, part), { recursive: true })
  }
  const manifest = join(folder, 'package.json')
  const text = readFileSync(manifest, 'utf8')
  writeFileSync(manifest, text.replace(/"version": "[^"]+"/, `"version": "${version}"`))
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const argv = [process.execPath, join(folder, 'bin/nnqft-kernel.js'), '--connection-file']
  return {
    argv: [...argv, '{connection_file}'],
    display_name: 'Other (NNQFT)',
    language: 'typescript',
    interrupt_mode: 'message'
  }
}

test('a kernel of another version is told of, one of the same version is not', async () => {
  const { page, server } = lab
  server.addKernel('other', otherKernel('9.8.7'))
  const names = { other: 'other', same: 'nnqft' }
  for (const [notebook, name] of Object.entries(names)) {
    server.write(`${notebook}.ipynb`, {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name, display_name: name } },
      cells: [
        {
          cell_type: 'code',
          id: 'a',
          execution_count: null,
          metadata: {},
          source: '1',
          outputs: []
        }
      ]
    })
  }
  await server.openNotebook(page, 'other.ipynb', true)
  const notes = page.locator('.Toastify__toast')
  await notes.waitFor()
  const text = await notes.textContent()
  const { version } = JSON.parse(
    readFileSync(join(checkout, 'extension/package.json'), 'utf8')
  ) as { version: string }
  expect(text).toContain(
    `nnqft-kernel 9.8.7 and jupyterlab-nnqft ${version} differ: npm install nnqft-kernel@${version}, or pip install jupyterlab-nnqft==9.8.7.`
  )
  await screenshot(page, 'versions')
  await page.goto('about:blank')
  await server.openNotebook(page, 'same.ipynb', true)
  expect(await notes.count()).toBe(0)
})
