import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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

/** Blocks of a page in a language, as they stand. */
function fenced(page: string, language: string): readonly string[] {
  const parts = readFileSync(join(root, page), 'utf8').split(/^```(.*)\n/m)
  // Text, language, block, end of it, text, …
  return parts.filter((_, i) => i % 4 === 2 && parts[i - 1] === language)
}

const blocks = pages.flatMap((page) => fenced(page, 'sh').map((code) => ({ page, code })))

/** How blocks begin that are not run here, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  'npm run reproduce': 'sets up the checkout and executes notebooks; test/notebooks',
  'npm run release': 'packs and installs; test/packages.test.ts',
  'npm init': 'installs; test/packages.test.ts',
  'pip install': 'installs',
  'PYTHONPATH=kernel/papermill papermill': 'needs papermill; test/conformance',
  '.venv/bin/jupyter nbconvert': 'writes into notebooks/; test/conformance',
  chromium: 'needs a page that npm run reproduce makes'
}
const isElsewhere = ({ code }: { readonly code: string }) =>
  Object.keys(elsewhere).some((beginning) => code.startsWith(beginning))

const scratch = mkdtempSync(join(tmpdir(), 'nnqft-printed-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** A folder with the packages of the checkout, as after an installation. */
function userFolder(name: string): string {
  const folder = join(scratch, name)
  mkdirSync(folder)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const run = promisify(execFile)

/** Runs lines of a shell in a folder; fails as they do. */
async function shell(folder: string, lines: string, variables: NodeJS.ProcessEnv = {}) {
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
    NNQFT_STORE: undefined,
    ...variables
  }
  const { stdout } = await run('bash', ['-e', '-o', 'pipefail', '-c', lines], { cwd: folder, env })
  return stdout
}

it('what is not run here stands in a page', () => {
  const unused = Object.keys(elsewhere).filter(
    (beginning) => !blocks.some(({ code }) => code.startsWith(beginning))
  )
  expect(unused).toEqual([])
})

describe.skipIf(process.platform === 'win32')('blocks of commands', () => {
  const campaign = { ensemble: { network: 'gauss', widths: [2], bags: 2, networksPerBag: 5 } }
  const ensemble = { ...campaign.ensemble, orders: [2, 4] }
  const here = blocks.filter((block) => block.page !== 'docs/cluster.md' && !isElsewhere(block))

  it('stand in the README and in the first hour', () => {
    expect(new Set(here.map(({ page }) => page))).toEqual(
      new Set(['README.md', 'docs/first-hour.md'])
    )
  })

  it.each(here.map((block, i) => ({ ...block, i })))('$page: $code', async ({ code, i }) => {
    const folder = userFolder(`block ${i}`)
    writeFileSync(join(folder, 'map.json'), JSON.stringify(campaign))
    writeFileSync(join(folder, 'ensemble.json'), JSON.stringify(ensemble))
    await shell(folder, code)
  })
})

describe.skipIf(process.platform === 'win32')('docs/cluster.md', () => {
  const [text] = fenced('docs/cluster.md', 'json')
  const printedMap = JSON.parse(text) as { readonly ensemble: object }
  const here = blocks.filter((block) => block.page === 'docs/cluster.md' && !isElsewhere(block))
  const block = (beginning: RegExp) => {
    const found = here.filter(({ code }) => beginning.test(code))
    expect(found).toHaveLength(1)
    return found[0].code
  }
  /** With four tasks in place of 16 or 200: a process starts for each. */
  const ofFour = (code: string) => code.replace(/\b(?:16|200)\b/g, '4')
  let [folder, plan] = ['', '']

  beforeAll(() => {
    folder = userFolder('campaign')
    // Fewer networks, of which the commands know nothing.
    const ensemble = { ...printedMap.ensemble, networksPerBag: 20 }
    writeFileSync(join(folder, 'map.json'), JSON.stringify({ ...printedMap, ensemble }))
    writeFileSync(join(folder, 'hosts'), ':\n')
  })
  beforeEach(async () => {
    rmSync(join(folder, 'map'), { recursive: true, force: true })
    await shell(folder, 'nnqft campaign plan map.json')
    const [name, ...others] = (await shell(folder, 'ls map/plan-*.json')).trim().split('\n')
    expect(others).toEqual([])
    plan = name
  })

  /** That no bag is missing: 6 ensembles, 2 widths, 40 bags. */
  async function expectAllDrawn() {
    const status = JSON.parse(await shell(folder, 'nnqft campaign status map.json')) as object
    expect(status).toMatchObject({ bags: 480, storedBags: 480 })
  }

  it('has no block that is left out without a reason', () => {
    const known = [/^nnqft campaign/, /^seq 1 16/, /^#!/, /^hq/, /^seq 1 200/, /^nnqft store/]
    known.forEach(block)
    expect(here).toHaveLength(known.length)
  })

  it('the commands, in their order', async () => {
    const [beforeMerge, merged] = block(/^nnqft campaign/)
      .replace(/^nnqft campaign submit .*\n/m, '') // of Slurm: test/cluster
      .split(/^(?=nnqft campaign merge)/m)
    await shell(folder, beforeMerge)
    await expect(shell(folder, merged)).rejects.toThrow(/bags are missing/)
    await shell(folder, 'nnqft campaign run map.json')
    await shell(folder, merged)
    const table = readFileSync(join(folder, 'map.csv'), 'utf8').trim().split('\n')
    // A line of names, six ensembles, two widths, orders 2, 4 and 6.
    expect(table).toHaveLength(37)
    await expectAllDrawn()
  })

  const lines = (beginning: RegExp) => ofFour(block(beginning)).trim().split('\n')

  it('tasks side by side, by xargs', async () => {
    await shell(folder, lines(/^seq 1 16/)[1])
    await expectAllDrawn()
  })

  // GNU parallel is there where the tests of Slurm are.
  describe.runIf(process.env.NNQFT_TEST_SLURM)('GNU parallel', () => {
    it('tasks side by side', async () => {
      await shell(folder, lines(/^seq 1 16/)[0])
      await expectAllDrawn()
    })

    it('tasks on hosts of a list, which here has this one', async () => {
      await shell(folder, lines(/^seq 1 200/)[0].replace('PLAN', plan))
      await expectAllDrawn()
    })
  })

  it.each([
    ['the script for PBS', /^#!/, /^/, 'PBS_ARRAY_INDEX'],
    ['the command of HyperQueue', /^hq/, /^hq submit --array 1-4 --cpus 1 /, 'HQ_TASK_ID']
  ])('%s, in a shell that has the number of the task', async (_, beginning, submits, number) => {
    const task = ofFour(block(beginning)).replace(submits, '').replace('PLAN', plan)
    for (const index of [1, 2, 3, 4]) {
      await shell(folder, task, { [number]: `${index}`, PBS_O_WORKDIR: folder })
    }
    await expectAllDrawn()
  })

  it('stores of several hosts are merged', async () => {
    for (const [i, name] of ['copied', 'other'].entries()) {
      await shell(folder, `nnqft campaign run map.json --shard ${i + 1}/2`)
      mkdirSync(join(folder, name))
      renameSync(join(folder, 'map/store'), join(folder, name, 'store'))
    }
    await shell(folder, block(/^nnqft store/))
    await expectAllDrawn()
  })
})
