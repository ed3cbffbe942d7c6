import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, executeContent, KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
})
afterAll(() => client.stop())

describe('execute_request', () => {
  it('answers with the input, the result of the last expression and a count that goes up', async () => {
    const first = await client.execute('const a: number = 20\na + 1')
    const types = first.published.map(({ header }) => header.msg_type)
    expect(types).toEqual(['execute_input', 'execute_result'])
    expect(resultText(first)).toBe('21')
    const second = await client.execute('a * 2')
    expect(resultText(second)).toBe('40')
    expect(second.reply.execution_count).toBe(Number(first.reply.execution_count) + 1)
  })

  it('shows no result for undefined, and null for null', async () => {
    expect(resultText(await client.execute('undefined'))).toBeUndefined()
    expect(resultText(await client.execute('null'))).toBe('null')
  })

  it('keeps printed text, pictures and results in the order of the code', async () => {
    const { published } = await client.execute(
      "console.log('a'); console.info('b'); display(Jupyter.html('<i>c</i>'))\n" +
        "process.stdout.write('d'); console.error('e'); console.warn('f'); 'g'"
    )
    const seen = published
      .slice(1)
      .map(({ header, content }) => [
        header.msg_type,
        content.text ?? (content.data as Record<string, string>)['text/plain']
      ])
    expect(seen).toEqual([
      ['stream', 'a\nb\n'],
      ['display_data', '<i>c</i>'],
      ['stream', 'd'],
      ['stream', 'e\nf\n'],
      ['execute_result', "'g'"]
    ])
  })

  it('delivers 100000 printed lines whole, in order, merged into few messages', async () => {
    const answer = await client.execute('for (let i = 0; i < 100000; i++) console.log(i)')
    const expected = Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join('')
    expect(printed(answer) === expected).toBe(true)
    expect(answer.published.length).toBeLessThan(500)
  })

  it('says nothing and counts nothing when silent', async () => {
    const before = await client.execute('1')
    const silent = await client.execute('const hidden = 5; hidden', {
      silent: true,
      store_history: false
    })
    expect(silent.published).toEqual([])
    const after = await client.execute('hidden')
    expect(resultText(after)).toBe('5')
    expect(after.reply.execution_count).toBe(Number(before.reply.execution_count) + 1)
  })

  it('evaluates user expressions, each on its own', async () => {
    const { reply } = await client.execute('const u = 6', {
      user_expressions: { good: 'u * 7', bad: 'nowhere' }
    })
    expect(reply.user_expressions).toMatchObject({
      good: { status: 'ok', data: { 'text/plain': '42' } },
      bad: { status: 'error', ename: 'TypeScriptError' }
    })
  })

  it('aborts the cells that wait behind a failed one, unless told not to stop', async () => {
    const ids: string[] = []
    for (const code of ["throw new Error('stop')", '1']) {
      ids.push(await client.send('execute_request', executeContent(code)))
    }
    const [failed, aborted] = [await client.answer(ids[0] ?? ''), await client.answer(ids[1] ?? '')]
    expect(failed.reply.status).toBe('error')
    expect(aborted.reply.status).toBe('aborted')
    expect(aborted.published).toEqual([])

    const lenient = { stop_on_error: false }
    const first = await client.send('execute_request', executeContent('throw 1', lenient))
    const second = await client.send('execute_request', executeContent('2'))
    expect((await client.answer(first)).reply.status).toBe('error')
    expect((await client.answer(second)).reply.status).toBe('ok')
  })
})

describe('errors', () => {
  it('point at cell and line of the TypeScript, in this cell and in an earlier one', async () => {
    const defined = await client.execute(
      'interface Pad { a: number }\n\nfunction fail(x: number): Pad {\n  throw new RangeError(`no ${x}`)\n}'
    )
    const count = Number(defined.reply.execution_count)
    const error = errorOf(await client.execute('type T = 1\n\n\nfail(3)'))
    expect(error).toMatchObject({ ename: 'RangeError', evalue: 'no 3' })
    const traceback = error?.traceback.join('\n') ?? ''
    expect(traceback).toContain(`at fail (In[${count}]:4:`)
    expect(traceback).toContain(`In[${count + 1}]:4:`)
    expect(traceback).not.toContain('engineMain')
  })

  it('of the type checker come before anything runs, with the code and the place marked', async () => {
    const answer = await client.execute("console.log('ran')\nconst s: string = 5")
    expect(printed(answer)).toBe('')
    const error = errorOf(answer)
    expect(error?.ename).toBe('TypeScriptError')
    expect(error?.evalue).toContain('TS2322')
    expect(error?.evalue).toContain('line 2')
    expect(error?.traceback.join('\n')).toContain('const s: string = 5')
  })

  it.each([
    [
      'let f: (x: { a: number }) => void = (y: { a: string }) => {}',
      "Type 'number' is not assignable to type 'string'.",
      [
        "  Type '(y: { a: string; }) => void' is not assignable to type '(x: { a: number; }) => void'.",
        "    Types of parameters 'y' and 'x' are incompatible.",
        "      Type '{ a: number; }' is not assignable to type '{ a: string; }'.",
        "        Types of property 'a' are incompatible."
      ]
    ],
    [
      'const numbers = [1]\nlet texts: string[] = numbers',
      "Type 'number' is not assignable to type 'string'.",
      ["  Type 'number[]' is not assignable to type 'string[]'."]
    ],
    [
      'const made = async (): Promise<1> => 1\nlet p: Promise<string> = made()',
      "Type 'number' is not assignable to type 'string'.",
      ["  Type 'Promise<1>' is not assignable to type 'Promise<string>'."]
    ],
    [
      "Buffer.from(new Map(), 'utf8')",
      'No overload matches this call.',
      [
        expect.stringMatching(/^ {2}Type 'Map<any, any>' is missing/),
        expect.stringMatching(/^ {2}Argument of type 'Map<any, any>'/)
      ]
    ]
  ])(
    'of the type checker with reasons show the lines of code once: %s',
    async (code, first, reasons) => {
      const error = errorOf(await client.execute(code))
      expect(error?.evalue).toContain(first)
      const lines = (error?.traceback ?? []).map(stripVTControlCharacters)
      expect(lines[0]).toContain(first)
      expect(lines.slice(1, 1 + reasons.length)).toEqual(reasons)
      expect(lines.filter((line) => line.startsWith('>'))).toHaveLength(1)
    }
  )

  it('of the parser are syntax errors', async () => {
    expect(errorOf(await client.execute('const = 1'))?.ename).toBe('SyntaxError')
  })

  it('can be any thrown value, and carry their causes', async () => {
    expect(errorOf(await client.execute('throw 5'))?.evalue).toBe('5')
    expect(errorOf(await client.execute('throw undefined'))?.evalue).toBe('undefined')
    const caused = errorOf(
      await client.execute("throw new Error('outer', { cause: new Error('inner') })")
    )
    expect(caused?.traceback.join('\n')).toMatch(/outer[^]*caused by[^]*inner/)
  })

  it('that nobody catches end the running cell', async () => {
    const rejected = await client.execute(
      "void Promise.reject(new Error('lost')); await new Promise(() => {})"
    )
    expect(errorOf(rejected)?.evalue).toBe('lost')
    const thrown = await client.execute(
      "setTimeout(() => { throw new Error('late') }, 1); await new Promise(() => {})"
    )
    expect(errorOf(thrown)?.evalue).toBe('late')
    expect(resultText(await client.execute('1 + 1'))).toBe('2')
  })

  it('half-way through a cell leave the names reached before, and earlier values of the others', async () => {
    await client.execute('let kept = 1; const later = "old"')
    await client.execute('let kept = 2; const fresh = 3; throw new Error(); const later = 5')
    expect(resultText(await client.execute('[kept, fresh, later]'))).toBe("[ 2, 3, 'old' ]")
    const unreached = await client.execute('const never = (() => { throw 1 })()')
    expect(unreached.reply.status).toBe('error')
    expect(errorOf(await client.execute('never'))?.evalue).toContain('never')
  })
})

describe('input', () => {
  it('is asked from the client that runs the cell', async () => {
    const id = await client.send(
      'execute_request',
      executeContent("const name = await Jupyter.input('who? '); `hello ${name}`")
    )
    const asked = await client.waitFor(({ header }) => header.msg_type === 'input_request')
    expect(asked.content).toEqual({ prompt: 'who? ', password: false })
    await client.send('input_reply', { value: 'you' }, 'stdin')
    expect(resultText(await client.answer(id))).toBe("'hello you'")
  })

  it('fails where the client allows none', async () => {
    const answer = await client.execute('await Jupyter.password()', { allow_stdin: false })
    expect(errorOf(answer)?.evalue).toContain('no input')
  })
})

it('timers that are due together come in their order, and those that another one clears do not', async () => {
  const answer = await client.execute(
    `const came: string[] = []
     const after = (name: string, milliseconds: number) => setTimeout(() => came.push(name), milliseconds)
     const first = setTimeout(() => {
       came.push('first')
       clearTimeout(cleared)
       clearTimeout(Number(byNumber))
     }, 1)
     const [cleared, byNumber, kept] = [after('cleared', 1), after('by number', 1), after('kept', 1)]
     let rounds = 0
     const twice = new Promise<void>((done) => {
       const interval = setInterval(() => {
         came.push('interval')
         if (++rounds < 2) return
         clearInterval(interval)
         done()
       }, 2)
     })
     const begin = Date.now()
     while (Date.now() < begin + 5);
     setImmediate(() => { came.push('now'); clearImmediate(immediate) })
     const immediate = setImmediate(() => came.push('immediate'))
     await twice
     came.join()`
  )
  expect(resultText(answer)).toBe("'now,first,kept,interval,interval'")
  const many = await client.execute(
    `let turns = 0
     await new Promise<void>((done) => { for (let i = 0; i < 5000; i++) setImmediate(() => { if (++turns === 5000) done() }) })
     turns`
  )
  expect(resultText(many)).toBe('5000')
})
