import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, describe, expect, it } from 'vitest'
import { HistoryDatabase } from '../../../kernel/src/protocol/history/historyDatabase.js'
import { KernelClient, resultText } from '../kernelClient.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-history-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const kernelWith = (file: string) => KernelClient.start({ env: { NNQFT_KERNEL_HISTORY: file } })

type Entry = [session: number, line: number, text: unknown]

async function ask(client: KernelClient, content: Record<string, unknown>): Promise<Entry[]> {
  const { reply } = await client.request('history_request', {
    output: false,
    raw: true,
    ...content
  })
  return reply.history as Entry[]
}

const tail = async (client: KernelClient, n = 100) =>
  (await ask(client, { hist_access_type: 'tail', n })).map(([, , text]) => text)

/** The inputs that the file holds. */
function kept(file: string): string[] {
  const database = new Database(file)
  const rows = database.prepare('SELECT source FROM input ORDER BY session, line').all()
  database.close()
  return rows.map((row) => (row as { source: string }).source)
}

describe('the history of earlier sessions and this one', () => {
  it('gives tails, ranges and searches, each input once if asked, with outputs', async () => {
    const file = join(folder, 'sessions.sqlite')
    const inputs = [
      ['1 + 1', 'const a = 1', '1 + 1'],
      ['2 + 2', 'a'],
      ['1 + 1', 'const b = 2', '2 + 2', '"last"']
    ]
    let client = await kernelWith(file)
    for (const [index, session] of inputs.entries()) {
      if (index > 0) {
        await client.stop()
        client = await kernelWith(file)
      }
      for (const code of session) await client.execute(code)
    }
    const search = { hist_access_type: 'search' }
    const cases: [Record<string, unknown>, Entry[]][] = [
      [
        { hist_access_type: 'tail', n: 2 },
        [
          [3, 3, '2 + 2'],
          [3, 4, '"last"']
        ]
      ],
      [
        { hist_access_type: 'tail', n: 6 },
        [
          [2, 1, '2 + 2'],
          [2, 2, 'a'],
          [3, 1, '1 + 1'],
          [3, 2, 'const b = 2'],
          [3, 3, '2 + 2'],
          [3, 4, '"last"']
        ]
      ],
      [{ hist_access_type: 'tail', n: 0 }, []],
      [{ hist_access_type: 'tail', n: 1, output: true }, [[3, 4, ['"last"', "'last'"]]]],
      // Of this session, of one by its number, of one counted back; without the end.
      [
        { hist_access_type: 'range', session: 0, start: 1, stop: 3 },
        [
          [3, 1, '1 + 1'],
          [3, 2, 'const b = 2']
        ]
      ],
      [{ hist_access_type: 'range', session: 3, start: 4 }, [[3, 4, '"last"']]],
      [
        { hist_access_type: 'range', session: 1, start: 2, stop: 4, output: true },
        [
          [1, 2, ['const a = 1', null]],
          [1, 3, ['1 + 1', '2']]
        ]
      ],
      [
        { hist_access_type: 'range', session: -1 },
        [
          [2, 1, '2 + 2'],
          [2, 2, 'a']
        ]
      ],
      [{ hist_access_type: 'range', session: -2, start: 3 }, [[1, 3, '1 + 1']]],
      [{ hist_access_type: 'range', session: 77 }, []],
      [
        { ...search, pattern: 'const*' },
        [
          [1, 2, 'const a = 1'],
          [3, 2, 'const b = 2']
        ]
      ],
      [
        { ...search, pattern: '[0-9] + ?', n: 3 },
        [
          [2, 1, '2 + 2'],
          [3, 1, '1 + 1'],
          [3, 3, '2 + 2']
        ]
      ],
      [
        { ...search, pattern: '[0-9] + ?', unique: true },
        [
          [3, 1, '1 + 1'],
          [3, 3, '2 + 2']
        ]
      ],
      [
        { ...search, pattern: '*', unique: true, n: 4 },
        [
          [3, 1, '1 + 1'],
          [3, 2, 'const b = 2'],
          [3, 3, '2 + 2'],
          [3, 4, '"last"']
        ]
      ],
      [
        { ...search, pattern: '*', unique: true, n: 5 },
        [
          [2, 2, 'a'],
          [3, 1, '1 + 1'],
          [3, 2, 'const b = 2'],
          [3, 3, '2 + 2'],
          [3, 4, '"last"']
        ]
      ],
      [{ ...search, pattern: 'nothing' }, []]
    ]
    for (const [content, entries] of cases)
      expect(await ask(client, content), JSON.stringify(content)).toEqual(entries)
    await client.stop()
    // The console asks before the first input: the present session has the next number.
    client = await kernelWith(file)
    expect(await ask(client, { hist_access_type: 'range', session: -1, start: 4 })).toEqual([
      [3, 4, '"last"']
    ])
    expect(await tail(client, 1)).toEqual(['"last"'])
    const unknown = await client.request('history_request', { hist_access_type: 'all' })
    expect(unknown.reply).toMatchObject({ status: 'error', ename: 'ProtocolError' })
    expect(unknown.reply.evalue).toBe('hist_access_type must be tail, range or search, got "all"')
    await client.stop()
    expect(kept(file)).toEqual(inputs.flat())
  })

  it('keeps nothing of cells that are not to be stored', async () => {
    const client = await kernelWith(join(folder, 'unstored.sqlite'))
    await client.execute('1', { store_history: false })
    await client.execute('2', { silent: true })
    await client.execute('3')
    expect(await ask(client, { hist_access_type: 'tail', n: 9, output: true })).toEqual([
      [1, 1, ['3', '3']]
    ])
    await client.stop()
  })

  it('of kernels that write at the same time loses nothing', async () => {
    const file = join(folder, 'shared.sqlite')
    const clients = await Promise.all([kernelWith(file), kernelWith(file)])
    const codes = clients.map((_, who) => Array.from({ length: 40 }, (_, i) => `'${who}:${i}'`))
    await Promise.all(
      clients.map(async (client, who) => {
        for (const code of codes[who] ?? []) await client.execute(code)
      })
    )
    await Promise.all(clients.map((client) => client.stop()))
    expect(kept(file).sort()).toEqual(codes.flat().sort())
  })
})

/** Files of which nothing good can come, and what the log says. */
const badFiles: [string, (path: string) => string, RegExp][] = [
  [
    'is damaged',
    (path) => {
      writeFileSync(path, 'this is no database'.repeat(1000))
      return path
    },
    /not a database/
  ],
  [
    'is damaged behind its first page',
    (path) => {
      const database = new HistoryDatabase(path)
      database.write(
        Array.from({ length: 500 }, (_, line) => ({ line, source: 'x'.repeat(99), output: null }))
      )
      database.close()
      const other = new Database(path)
      const [{ page_size: size }] = other.pragma('page_size') as [{ page_size: number }]
      other.close()
      const bytes = Buffer.alloc(12 * size, 0xee)
      // The tables are named on the first page, their contents are on those behind.
      readFileSync(path).copy(bytes, 0, 0, size)
      writeFileSync(path, bytes)
      return path
    },
    /malformed|corrupt/
  ],
  [
    'is a folder',
    (path) => {
      mkdirSync(path)
      return path
    },
    /unable to open/i
  ],
  [
    'is in a file instead of a folder',
    (path) => {
      writeFileSync(path, '')
      return join(path, 'history.sqlite')
    },
    /ENOTDIR|EEXIST/
  ],
  [
    'is a link to nowhere',
    (path) => {
      symlinkSync(join(path, 'no', 'where'), path)
      return path
    },
    /unable to open/i
  ],
  [
    'is of a later version',
    (path) => {
      const database = new Database(path)
      database.exec('PRAGMA user_version = 99')
      database.close()
      return path
    },
    /database version 99/
  ],
  [
    'refuses to be written',
    (path) => {
      const database = new HistoryDatabase(path)
      database.write([{ line: 1, source: "'earlier'", output: null }])
      database.close()
      const other = new Database(path)
      other.exec(
        "CREATE TRIGGER full BEFORE INSERT ON input BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
      )
      other.close()
      return path
    },
    /disk is full/
  ]
]

describe('a history whose file', () => {
  it.each(badFiles)(
    '%s costs no cell anything and lasts for the session',
    async (name, make, problem) => {
      const file = make(join(folder, name.replaceAll(' ', '-')))
      const client = await kernelWith(file)
      for (const code of ['6 * 7', '"second"']) {
        expect((await client.execute(code)).reply.status).toBe('ok')
      }
      await expect.poll(() => client.log).toMatch(problem)
      expect(resultText(await client.execute('"third"'))).toBe("'third'")
      expect((await tail(client, 3)).slice(-3)).toEqual(['6 * 7', '"second"', '"third"'])
      const outputs = await ask(client, { hist_access_type: 'search', pattern: '6*', output: true })
      expect(outputs.map(([, , text]) => text)).toEqual([['6 * 7', '42']])
      // Told once, on the log.
      expect(client.log.split('\n').filter((line) => line.includes(file))).toHaveLength(1)
      await client.stop()
    }
  )

  // The history's thread never returned from there, and each question for it waited without end.
  it('nobody can make costs no cell anything', async () => {
    const client = await kernelWith('/proc/nnqft/none/history.sqlite')
    await client.execute("'one'")
    expect(await tail(client)).toEqual(["'one'"])
    expect(client.log).toMatch(/the history in .* cannot be used.*ENOENT/)
    await client.stop()
  })

  // By the limit of a process, since a full disk is not at hand everywhere.
  it('cannot grow costs no cell anything and is written when there is room', async () => {
    const file = join(folder, 'full.sqlite')
    const client = await kernelWith(file)
    const limit = (bytes: string) =>
      execFileSync('prlimit', ['--pid', String(client.kernel.pid), `--fsize=${bytes}:`])
    limit('4096')
    await client.execute("'one'")
    await expect.poll(() => client.log).toMatch(/the history in .* cannot be used/)
    await client.execute("'two'")
    expect(await tail(client)).toEqual(["'one'", "'two'"])
    limit('unlimited')
    await expect.poll(() => kept(file)).toEqual(["'one'", "'two'"])
    await client.stop()
  })

  it('another process holds neither delays a cell nor loses an input', async () => {
    const file = join(folder, 'held.sqlite')
    const before = await kernelWith(file)
    await before.execute("'before'")
    await before.stop()
    const holder = new Database(file)
    holder.exec('BEGIN EXCLUSIVE')
    const client = await kernelWith(file)
    // All of this is answered while the file is held.
    for (const code of ["'one'", "'two'"]) await client.execute(code)
    await expect.poll(() => client.log).toMatch(/locked/)
    for (let i = 0; i < 20; i++) await client.execute(`'more ${i}'`)
    expect((await tail(client)).slice(0, 3)).toEqual(["'one'", "'two'", "'more 0'"])
    holder.exec('COMMIT')
    holder.close()
    // Written when the file is free, in the place of this session.
    await expect.poll(() => kept(file)).toHaveLength(23)
    expect((await tail(client)).slice(0, 3)).toEqual(["'before'", "'one'", "'two'"])
    expect(await ask(client, { hist_access_type: 'range', session: -1 })).toEqual([
      [1, 1, "'before'"]
    ])
    await client.stop()
  })

  it('was written by an earlier kernel with a log beside it (WAL) is read and written on', async () => {
    const file = join(folder, 'wal.sqlite')
    new HistoryDatabase(file).close()
    const other = new Database(file)
    other.pragma('journal_mode = WAL')
    other.exec(
      "INSERT INTO session VALUES (5, 'then'); INSERT INTO input VALUES (5, 1, 'old', NULL)"
    )
    const client = await kernelWith(file)
    await client.execute("'new'")
    expect(await tail(client)).toEqual(['old', "'new'"])
    await client.stop()
    other.close()
    expect(kept(file)).toEqual(['old', "'new'"])
  })
})
