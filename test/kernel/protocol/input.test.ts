import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  errorOf,
  executeContent,
  KernelClient,
  printed,
  resultText,
  type Answer,
  type Received
} from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
})
afterAll(() => client.stop())

const start = (code: string, options = {}) =>
  client.send('execute_request', executeContent(code, options))

const questionsOf = (id: string) =>
  client.received(
    ({ header, parent_header }) =>
      header.msg_type === 'input_request' && parent_header.msg_id === id
  )

/** The question number `index` of a cell, once it is there. */
function question(id: string, index = 0): Promise<Received> {
  return client
    .waitFor(() => questionsOf(id).length > index)
    .then(() => questionsOf(id)[index] as Received)
}

const reply = ({ header }: Received, value: string) =>
  client.send('input_reply', { value }, 'stdin', [], {}, header)

/** Runs a cell and gives these answers, one a question; the prompts in the order of asking. */
async function converse(code: string, ...answers: string[]) {
  const id = await start(code)
  const prompts: unknown[] = []
  for (const [index, value] of answers.entries()) {
    const asked = await question(id, index)
    prompts.push(asked.content.prompt)
    await reply(asked, value)
  }
  const answer = await client.answer(id)
  expect(questionsOf(id)).toHaveLength(answers.length)
  return { answer, prompts }
}

const textOf = ({ answer }: { answer: Answer }) =>
  resultText(answer) ?? errorOf(answer)?.traceback.join('\n')

const useReadline =
  "import * as readline from 'node:readline/promises'\n" +
  'const rl = readline.createInterface({ input: process.stdin, output: process.stdout })\n'
const useCallbacks =
  "import * as readline from 'node:readline'\n" +
  'const rl = readline.createInterface({ input: process.stdin, output: process.stdout })\n'

describe('a cell asks', () => {
  it.each([
    // The dialogs of browsers.
    ['by prompt', "prompt('Enter: ')", ['Enter: '], ['x'], "'x'"],
    ['by prompt without a text', 'prompt()', [''], ['x'], "'x'"],
    ['by prompt, with a default', "prompt('Name?', 'me')", ['Name? [me] '], [''], "'me'"],
    [
      'by prompt, inside a function',
      'const f = () => prompt("a")!.length; f()',
      ['a'],
      ['four'],
      '4'
    ],
    ['by two prompts', "[prompt('a'), prompt('b')]", ['a', 'b'], ['1', '2'], "[ '1', '2' ]"],
    [
      'by prompt in a loop',
      "const all = []; while (all.length < 3) all.push(prompt('?')); all.join()",
      ['?', '?', '?'],
      ['1', '2', '3'],
      "'1,2,3'"
    ],
    ['by confirm: y', "confirm('Sure?')", ['Sure? [y/N] '], ['y'], 'true'],
    ['by confirm: YES', "confirm('Sure?')", ['Sure? [y/N] '], ['YES'], 'true'],
    ['by confirm: nothing', "confirm('Sure?')", ['Sure? [y/N] '], [''], 'false'],
    ['by alert', "alert('Done.'); 'after'", ['Done. [Enter] '], [''], "'after'"],
    ['with a lone surrogate', "prompt('😀'[0])", ['\ufffd'], ['x'], "'x'"],
    // The kernel's own.
    ['by Jupyter.input', "await Jupyter.input('who? ')", ['who? '], ['you'], "'you'"],
    [
      'by two at once',
      "await Promise.all([Jupyter.input('a'), Jupyter.input('b')])",
      ['a', 'b'],
      ['1', '2'],
      "[ '1', '2' ]"
    ],
    [
      'by a promise and a dialog at once',
      "const a = Jupyter.input('a'); const b = prompt('b'); [await a, b]",
      ['a', 'b'],
      ['1', '2'],
      "[ '1', '2' ]"
    ],
    [
      'by three kinds at once',
      useReadline +
        "const all = await Promise.all([rl.question('a'), Jupyter.input('b'), Jupyter.password('c')]); rl.close(); all.join()",
      ['a', 'b', 'c'],
      ['1', '2', '3'],
      "'1,2,3'"
    ],
    // Node's readline.
    [
      'by rl.question',
      useReadline + "const given = await rl.question('?'); rl.close(); given",
      ['?'],
      ['yes'],
      "'yes'"
    ],
    [
      'by rl.question after other work',
      useReadline +
        "await new Promise((r) => setTimeout(r, 30)); const given = await rl.question('?'); rl.close(); given",
      ['?'],
      ['yes'],
      "'yes'"
    ],
    [
      'by rl.question of streams by name',
      "import { createInterface } from 'readline/promises'\nimport { stdin as input, stdout as output } from 'node:process'\nconst rl = createInterface({ input, output }); const given = await rl.question('?'); rl.close(); given",
      ['?'],
      ['yes'],
      "'yes'"
    ],
    [
      'by rl.question twice',
      useReadline + "const two = [await rl.question('a'), await rl.question('b')]; rl.close(); two",
      ['a', 'b'],
      ['1', '2'],
      "[ '1', '2' ]"
    ],
    [
      'by rl.question twice at once',
      useReadline +
        "const two = await Promise.all([rl.question('a'), rl.question('b')]); rl.close(); two",
      ['a', 'b'],
      ['1', '2'],
      "[ '1', '2' ]"
    ],
    [
      'by rl.question, of a terminal',
      "import { createInterface } from 'readline/promises'\nconst rl = createInterface({ input: process.stdin, output: process.stdout, terminal: true }); const given = await rl.question('?'); rl.close(); given",
      ['?'],
      ['yes'],
      "'yes'"
    ],
    [
      'by rl.question with a callback',
      useCallbacks +
        "await new Promise<string>((done) => rl.question('?', (given) => { rl.close(); done(given) }))",
      ['?'],
      ['yes'],
      "'yes'"
    ],
    [
      'by rl.question, promisified',
      useCallbacks +
        "import { promisify } from 'node:util'\nconst ask = promisify(rl.question).bind(rl) as (query: string) => Promise<unknown>; const given = await ask('?'); rl.close(); given",
      ['?'],
      ['yes'],
      "'yes'"
    ],
    [
      'by require',
      "const rl = require('readline').createInterface(process.stdin, process.stdout); const given = await new Promise((r) => rl.question('?', r)); rl.close(); given",
      ['?'],
      ['yes'],
      "'yes'"
    ],
    [
      'by for await over an interface',
      useReadline +
        "const lines = []; for await (const line of rl) { lines.push(line); if (line === 'end') break }; lines.join()",
      ['', ''],
      ['a', 'end'],
      "'a,end'"
    ],
    [
      'by lines of an interface',
      useCallbacks +
        "const lines: string[] = []; rl.on('line', (line) => { lines.push(line); if (line === '') rl.close() }); await new Promise((r) => rl.on('close', r)); lines.length",
      ['', '', ''],
      ['a', 'b', ''],
      '3'
    ],
    [
      'by lines and prompts of an interface',
      useCallbacks +
        "rl.setPrompt('> '); rl.prompt(); const lines: string[] = []; for await (const line of rl) { lines.push(line); if (lines.length === 2) break; rl.prompt() }; lines.join()",
      ['> ', '> '],
      ['a', 'b'],
      "'a,b'"
    ],
    [
      'by one line of an interface',
      useCallbacks +
        "import { once } from 'node:events'\nconst [line] = await once(rl, 'line'); await new Promise((r) => setTimeout(r, 30)); rl.close(); line",
      [''],
      ['a'],
      "'a'"
    ],
    [
      'by a question to which lines are listened, too',
      useCallbacks +
        "const lines: string[] = []; rl.on('line', (line) => lines.push(line)); const given = await new Promise((r) => rl.question('?', r)); rl.close(); [given, lines.length]",
      ['?'],
      ['yes'],
      "[ 'yes', 0 ]"
    ],
    [
      'by lines of an interface to the end',
      useReadline + 'let count = 0; for await (const line of rl) count++; count',
      ['', ''],
      ['a', '\u0004'],
      '1'
    ],
    // The stream.
    [
      'by data of process.stdin',
      "const given = await new Promise<string>((r) => process.stdin.once('data', (bytes) => r(bytes.toString()))); await new Promise((r) => setTimeout(r, 30)); given",
      [''],
      ['a'],
      String.raw`'a\n'`
    ],
    [
      'by for await over process.stdin',
      'let text = ""; for await (const chunk of process.stdin) text += chunk; text',
      ['', ''],
      ['a', '\u0004'],
      String.raw`'a\n'`
    ],
    [
      'by a pipe from process.stdin',
      "import { PassThrough } from 'node:stream'\nconst through = process.stdin.pipe(new PassThrough()); let text = ''; for await (const chunk of through) text += chunk; text",
      ['', ''],
      ['é', '\u0004'],
      String.raw`'é\n'`
    ],
    // The descriptor.
    [
      'by readFileSync(0)',
      "import { readFileSync } from 'node:fs'\nreadFileSync(0, 'utf8').trim()",
      [''],
      ['é 1'],
      "'é 1'"
    ],
    [
      'by readFileSync of its path',
      "import fs from 'node:fs'\nfs.readFileSync('/dev/stdin').length",
      [''],
      ['é'],
      '3'
    ],
    [
      'by readSync',
      "import fs from 'node:fs'\nconst bytes = Buffer.alloc(3); const counts = [fs.readSync(0, bytes), fs.readSync(0, bytes, 0, 2, null), fs.readSync(0, bytes, { length: 1 })]; counts.join()",
      ['', ''],
      ['abc', 'd'],
      "'3,1,1'"
    ]
  ])('%s', async (_, code, prompts, answers, shown) => {
    const given = await converse(code, ...answers)
    expect(textOf(given)).toBe(shown)
    expect(given.prompts).toEqual(prompts)
    // The frontend shows the prompts: they are not printed, too.
    expect(printed(given.answer)).toBe('')
  })

  it('a password, whose letters are not shown', async () => {
    const id = await start("await Jupyter.password('key? ')")
    const asked = await question(id)
    expect(asked.content).toEqual({ prompt: 'key? ', password: true })
    await reply(asked, 'secret')
    expect(resultText(await client.answer(id))).toBe("'secret'")
  })

  it('with functions whose types the checker knows', async () => {
    const wrong = async (code: string) => errorOf(await client.execute(code))?.evalue
    expect(await wrong('const n: number = prompt("?")')).toMatch(/^TS2322/)
    expect(await wrong('const s: string = confirm("?")')).toMatch(/^TS2322/)
    expect(await wrong('alert(1, 2)')).toMatch(/^TS2554/)
    // A name of the user's own goes first.
    expect(
      resultText(await client.execute('(() => { const alert = 1; return alert + 1 })()'))
    ).toBe('2')
  })

  it('one question after the other: the next goes out when the one before has its answer', async () => {
    const id = await start("await Promise.all(['a', 'b'].map((text) => Jupyter.input(text)))")
    const first = await question(id)
    await client.request('kernel_info_request', {}, 'control')
    expect(questionsOf(id)).toHaveLength(1)
    // Twice the same answer: the second one is to no question.
    await reply(first, '1')
    await reply(first, 'late')
    await reply(await question(id, 1), '2')
    expect(resultText(await client.answer(id))).toBe("[ '1', '2' ]")
  })

  it('and gets the answer of a client that does not say what it answers, or names the cell', async () => {
    for (const parent of [() => ({}), (id: string) => ({ msg_id: id })]) {
      const id = await start("[prompt('a'), prompt('b')]")
      for (const [index, value] of ['1', '2'].entries()) {
        await question(id, index)
        await client.send('input_reply', { value }, 'stdin', [], {}, parent(id))
      }
      expect(resultText(await client.answer(id))).toBe("[ '1', '2' ]")
    }
  })

  it('from a timer or a later cell, by an interface that an earlier one made', async () => {
    await client.execute(useCallbacks + "rl.on('line', () => {})")
    const later = await converse("await new Promise((r) => rl.question('now?', r))", 'yes')
    expect([textOf(later), later.prompts]).toEqual(["'yes'", ['now?']])
    const line = await converse("await new Promise((r) => rl.once('line', r))", 'more')
    expect(textOf(line)).toBe("'more'")
    const timer = await converse(
      "rl.close(); await new Promise((r) => setTimeout(() => r(prompt('t')), 5))",
      '1'
    )
    expect([textOf(timer), timer.prompts]).toEqual(["'1'", ['t']])
  })

  it('blocked, while the outputs before the question are shown', async () => {
    const id = await start("console.log('before'); display('shown'); prompt('?'); 'after'")
    const asked = await question(id)
    await client.waitFor(
      ({ header, parent_header }) =>
        header.msg_type === 'display_data' && parent_header.msg_id === id
    )
    await reply(asked, '')
    const answer = await client.answer(id)
    expect(printed(answer)).toBe('before\n')
    expect(resultText(answer)).toBe("'after'")
  })
})

describe('an interface', () => {
  it('that is closed or aborted withdraws its question; the standard input is free', async () => {
    const id = await start(
      useReadline +
        'const end = (error: Error) => error.name + (error as any).code\n' +
        // One after the other, however late the timers are: the second question is asked in between.
        'const abort = new AbortController(); const withdraw = () => { rl.close(); setTimeout(() => abort.abort(), 20) }\n' +
        "const closed = rl.question('closed?').catch(end); setTimeout(withdraw, 20)\n" +
        'const other = readline.createInterface(process.stdin, process.stdout)\n' +
        "const aborted = other.question('aborted?', { signal: abort.signal }).catch(end)\n" +
        "const found = [await closed, await aborted, await other.question('free?')]; other.close(); found"
    )
    const prompts = [await question(id, 0), await question(id, 1), await question(id, 2)]
    // Answers to what was withdrawn are given to nobody.
    for (const asked of prompts) await reply(asked, `to ${String(asked.content.prompt)}`)
    expect(resultText(await client.answer(id))).toBe(
      "[ 'AbortErrorABORT_ERR', 'AbortErrorABORT_ERR', 'to free?' ]"
    )
  })

  it('that is closed refuses questions, as in Node', async () => {
    const answer = await client.execute(useReadline + "rl.close(); await rl.question('?')")
    expect(errorOf(answer)?.traceback.join('\n')).toContain('ERR_USE_AFTER_CLOSE')
  })

  it('on another stream works as ever', async () => {
    const answer = await client.execute(
      "import { Readable } from 'node:stream'\nimport { createInterface } from 'node:readline'\n" +
        "const lines = []; for await (const line of createInterface(Readable.from(['a\\nb\\n']))) lines.push(line); lines"
    )
    expect(resultText(answer)).toBe("[ 'a', 'b' ]")
  })
})

const waysToAsk = [
  ['prompt', "prompt('?')"],
  ['prompt that is caught', "while (true) { try { prompt('?') } catch {} }"],
  ['confirm', "confirm('?')"],
  ['alert', "alert('!')"],
  ['Jupyter.input', "await Jupyter.input('?')"],
  ['Jupyter.password', "await Jupyter.password('?')"],
  ['rl.question', useReadline + "try { await rl.question('?') } finally { rl.close() }"],
  [
    'rl.question with a callback',
    useCallbacks + "await new Promise<string>((r) => rl.question('?', r))"
  ],
  ['for await over an interface', useReadline + 'for await (const line of rl);'],
  ['lines of an interface', useCallbacks + "await new Promise((r) => rl.on('line', r))"],
  ['process.stdin', "await new Promise((r) => process.stdin.on('data', r))"],
  ['readFileSync(0)', "require('fs').readFileSync(0)"]
] as const

describe('an interrupt ends', () => {
  it.each(waysToAsk)('%s; a late answer is given to nobody', async (_, code) => {
    const id = await start(code)
    const asked = await question(id)
    await client.request('interrupt_request', {}, 'control')
    const answer = await client.answer(id)
    expect(answer.reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' })
    expect(answer.published.filter(({ header }) => header.msg_type === 'stream')).toEqual([])
    const next = await start("await Jupyter.input('next')")
    const own = await question(next)
    await reply(asked, 'late')
    await reply(own, 'own')
    expect(resultText(await client.answer(next))).toBe("'own'")
  })
})

describe('where the client allows no input', () => {
  it.each(waysToAsk)('%s says so at once', async (_, code) => {
    // One that is caught would ask for ever.
    const once = code.replace(/while \(true\) \{ try (.*) catch \{\} \}/, '$1')
    const answer = await client.execute(once, { allow_stdin: false })
    expect(answer.reply).toMatchObject({ status: 'error', ename: 'InputError' })
    expect(answer.reply.evalue).toContain('this frontend gives no input (allow_stdin is false)')
    expect(answer.reply.evalue).toContain('assign the value')
  })

  it('a cell that has ended asks for nothing', async () => {
    const { reply: answered } = await client.execute(
      "void Jupyter.input('open')\nlet ask = () => Jupyter.input('again')\n" +
        'const late = new Promise((r) => setTimeout(() => ask().catch((e) => r(String(e))), 50))'
    )
    expect(answered.status).toBe('ok')
    const late = await client.execute('await late')
    expect(resultText(late)).toContain('the cell that asks has ended')
  })
})

it('a shutdown ends a kernel whose cell waits for an answer', async () => {
  const other = await KernelClient.start()
  await other.send('execute_request', executeContent("prompt('?')"))
  await other.waitFor(({ header }) => header.msg_type === 'input_request')
  await other.stop()
  expect(other.kernel.exitCode).toBe(0)
})
