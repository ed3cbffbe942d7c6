import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { runCommand } from './runCommand.js'

const root = resolve(import.meta.dirname, '../../..')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
]

/** Command lines in the text of pages. `nnqft …` without npx names a command. */
const printed = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/`npx nnqft ([^`]+)`/g)].map(
    ([, line]) => [page, line] as const
  )
)

it('the pages print command lines of flows', () => {
  expect(printed.filter(([, line]) => line.startsWith('flow ')).length).toBeGreaterThan(3)
})

// Once `flow active` and three others were printed without options that they require.
it.each(printed)('%s: nnqft %s runs as printed', async (_page, line) => {
  const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
  const { code, err } = await runCommand(args)
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
})
