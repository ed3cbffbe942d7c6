import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from './runCommand.js'

const map = {
  ensemble: {
    network: 'relu',
    widths: [2],
    bags: 2,
    networksPerBag: 5,
    orders: [2, 4],
    inputs: [[0.1], [0.2]]
  },
  grid: { inputs: [[[0.1]], [[0.1], [0.2]]], weights: ['normal', { student: 5 }] }
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnqft campaign é-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const path = () => join(folder, 'map.json')

async function campaign(command: string, text: string, ...flags: string[]) {
  await writeFile(path(), text)
  return runCommand(['campaign', command, path(), ...flags])
}

const { inputs, ...shared } = map.ensemble
const text = JSON.stringify({ ...map, ensemble: shared })

describe('a file of a campaign', () => {
  it.each([
    ['of a mark of its byte order first', `\uFEFF${text}`],
    ['with the line ends of Windows', text.replaceAll(',', ',\r\n')]
  ])('%s is read', async (_, text) => {
    const { out, err } = await campaign('run', text)
    expect(err).toBe('')
    expect(JSON.parse(out)).toEqual({ shard: '1/1', found: 0, drawn: 8 })
  })

  it.each([
    [
      '{"ensemble": {"network": "gauss"},}',
      /<file> must be JSON, such as .* \(.*position 3[34].*\)/
    ],
    ['{"ensemble": {"network": "gauss", "sigmaW":\n NaN}}', /must be JSON.*Unexpected token 'N'/],
    ['', /<file> must be JSON.*Unexpected end/],
    ['[]', /<file> must be an object, got \[\]/],
    [
      '{"ensemble": {"network": "gauss", "bags": 2, "bags": 3}}',
      /free of repeated keys, got "bags"/
    ],
    ['{"ensemble": {"network": "gauss", "widths": "10"}}', /widths must be a list.*, got "10"/],
    ['{"ensemble": {"network": "gauss"}, "grid": {"inputs": [[0.1]]}}', /inputs\[0\] must be/],
    ['{"ensemble": {"network": "gauss"}, "minutes": 1e-9}', /minutes must be .* got 1e-9/]
  ])('%j is refused by what is wrong, before any work', async (text, message) => {
    const { out, err, code } = await campaign('run', text)
    expect(err).toMatch(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(await readdir(folder)).toEqual(['map.json'])
  })
})

it.each([
  ['plan', '--tasks', '0', '--tasks must be an integer >= 1, got 0'],
  ['plan', '--tasks', '1.5', '--tasks must be an integer >= 1, got 1.5'],
  ['plan', '--minutes', '0', '--minutes must be a finite number >= 0.01, got 0'],
  ['plan', '--minutes', 'Infinity', '--minutes must be a finite number >= 0.01, got Infinity'],
  ['submit', '--tasks', '-3', '--tasks must be an integer >= 1, got -3'],
  ['submit', '--minutes', '1e-3', '--minutes must be a finite number >= 0.01, got 0.001'],
  ...['0/3', '4/3', '1/0', '1.5/3', '1/3 ', '1/9007199254740993', '3'].map((shard) => [
    'run',
    '--shard',
    shard,
    `--shard must be i/n with 1 <= i <= n < 2^53, such as 3/8, got "${shard}"`
  ])
])('%s %s %j is refused by its flag, before any work', async (command, flag, value, message) => {
  const { out, err, code } = await campaign(command, text, flag, value)
  expect({ out, err, code }).toEqual({ out: '', err: `nnqft campaign: ${message}\n`, code: 2 })
  expect(await readdir(folder)).toEqual(['map.json'])
})

it('a table has the same columns whatever is there of the campaign', async () => {
  const lines = async () => (await campaign('table', text, '--csv')).out.split('\r\n')
  const empty = await lines()
  expect(empty[0]).toMatch(/^inputs,weights,width,order,bags,bagsWanted,deviation,/)
  expect(empty.slice(1)).toEqual([''])
  await campaign('run', text, '--shard', '2/4')
  const partial = await lines()
  expect(partial[0]).toBe(empty[0])
  expect(partial).toHaveLength(1 + 2 + 1)
  expect(partial[1]).toMatch(/^\[\[0\.1\]\],"\{""student"":5\}",2,2,2,2,/)
})

it('tasks that nobody submitted have not failed', async () => {
  await campaign('run', text, '--shard', '2/4')
  const { out } = await campaign('status', text)
  expect(JSON.parse(out)).toMatchObject({ bags: 8, storedBags: 2, done: 0, failed: [] })
})

describe('a folder where no campaign can be is refused by what gave it', () => {
  const commands = ['plan', 'run', 'status', 'merge', 'table']
  it.each(commands)('%s, a name that is too long', async (command) => {
    const given = JSON.stringify({ ...map, ensemble: shared, folder: 'x'.repeat(300) })
    const { out, err, code } = await campaign(command, given)
    expect(err).toMatch(/^nnqft campaign: folder must be short enough for the file system/)
    expect({ out, code }).toEqual({ out: '', code: 2 })
  })

  it.each(commands)('%s, a file in its place', async (command) => {
    await writeFile(join(folder, 'map'), '')
    const { out, err, code } = await campaign(command, text)
    expect(err).toMatch(/^nnqft campaign: <file> must be a path below folders.*ENOTDIR/)
    expect({ out, code }).toEqual({ out: '', code: 2 })
  })

  it('plan, in a folder that nobody can make', async () => {
    const given = JSON.stringify({ ...map, ensemble: shared, folder: '/proc/nnqft' })
    const { err, code } = await campaign('plan', given, '--tasks', '1')
    expect(err).toMatch(/^nnqft campaign: folder must be a path that is there or can be made/)
    expect(code).toBe(2)
  })
})

it.each(['plan', 'run', 'status', 'merge'])(
  '%s of more bags than can be drawn is refused before any is counted',
  async (command) => {
    const given = JSON.stringify({ ...map, ensemble: { ...shared, bags: 1e15 } })
    const { out, err, code } = await campaign(command, given)
    expect(err).toMatch(/^nnqft campaign: bags must be at most \d+ for .* got 1000000000000000\n$/)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(await readdir(folder)).toEqual(['map.json'])
  }
)

it('nnqft campaign plan refuses two statements of how many tasks there are', async () => {
  const { code, err } = await campaign('plan', text, '--tasks', '2', '--minutes', '5')
  expect(err).toBe('nnqft campaign: --minutes must be left out beside --tasks, got "5"\n')
  expect(code).toBe(2)
})
