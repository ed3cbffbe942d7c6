// What cells print, by whatever way: whole characters, in the order of the code.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
  await client.execute(
    "import fs from 'node:fs'; import { execSync, execFileSync, spawn, spawnSync } from 'node:child_process'\n" +
      'const inherit = { stdio: "inherit" } as const\n' +
      'const node = (code: string) => spawn(process.execPath, ["-e", code])\n' +
      'const ended = (child: ReturnType<typeof spawn>) => new Promise((done) => child.on("close", done))'
  )
})
afterAll(() => client.stop())

describe('characters', () => {
  const bytesOneByOne =
    'node("const b = Buffer.from(\'€😀é\'); let i = 0; const t = setInterval(() => i < b.length ? process.stdout.write(b.subarray(i, ++i)) : clearInterval(t), 2)")'
  const texts: readonly (readonly [name: string, code: string, text: string])[] = [
    ['half a pair becomes U+FFFD', 'console.log("😀"[0])', '\ufffd\n'],
    [
      'halves of a pair in two writes do not join',
      'process.stdout.write("\\ud83d"); process.stdout.write("\\ude00")',
      '\ufffd\ufffd'
    ],
    ['an escape in the text stays', 'console.log("\\\\ud83d 😀")', '\\ud83d 😀\n'],
    [
      'bytes of one character in two writes',
      'process.stdout.write(Buffer.from([0xe2, 0x82])); process.stdout.write(Buffer.from([0xac]))',
      '€'
    ],
    [
      'bytes of one character in four writes',
      'for (const byte of Buffer.from("😀")) process.stdout.write(new Uint8Array([byte]))',
      '😀'
    ],
    [
      'text after bytes that are no character',
      'process.stdout.write(Buffer.from([0xe2, 0x82])); process.stdout.write("a")',
      '\ufffda'
    ],
    [
      'text in an encoding',
      'process.stdout.write("e282ac", "hex"); process.stdout.write("8J+YgA==", "base64")',
      '€😀'
    ],
    [
      'both ways at once',
      'process.stderr.write(Buffer.from([0xe2])); process.stdout.write("a"); process.stderr.write(Buffer.from([0x82, 0xac]))',
      'a'
    ],
    [
      'a child piped to stdout',
      `const piped = ${bytesOneByOne}; piped.stdout.pipe(process.stdout); await ended(piped)`,
      '€😀é'
    ],
    [
      'a child that inherits, byte by byte',
      `await ended(spawn(process.execPath, ["-e", "for (const b of Buffer.from('€😀')) fs.writeSync(1, Buffer.from([b]))"], inherit))`,
      '€😀'
    ]
  ]
  it.each(texts)('%s', async (_, code, text) => {
    expect(printed(await client.execute(`${code}\n;undefined`))).toBe(text)
  })

  it.each([
    ['an error', 'throw new Error("a\\ud83d")', ['evalue', 'a\ufffd']],
    [
      'a display',
      'display(Jupyter.html("<b>\\udc00</b>"), { metadata: { "k\\ud800": "\\udfff" } })',
      ['text/html', '<b>\ufffd</b>', 'k\ufffd']
    ],
    [
      'JSON',
      '({ [Symbol.for("Jupyter.display")]: () => ({ "application/json": { "\\udfff": ["\\ud83d"] } }) })',
      ['\ufffd']
    ]
  ])('no message has half a character: %s', async (_, code, parts) => {
    const { published } = await client.execute(code)
    const text = JSON.stringify(published.slice(1).map(({ content }) => content))
    for (const part of parts) expect(text).toContain(part)
  })

  it('a frontend that sends half a character gets back a whole one', async () => {
    const { published } = await client.execute('const half = "\ud83d"; half.length')
    expect(published[0]?.content.code).toBe('const half = "\ufffd"; half.length')
  })
})

describe('writing', () => {
  const written: readonly (readonly [
    name: string,
    code: string,
    stdout: string,
    stderr?: string
  ])[] = [
    [
      'by a Console of stdout',
      'new console.Console(process.stdout).log("one", { a: 1 })',
      'one { a: 1 }\n'
    ],
    [
      'by a Console of both',
      'const own = new console.Console({ stdout: process.stdout, stderr: process.stderr }); own.group("g"); own.info("in"); own.error("out")',
      'g\n  in\n',
      '  out\n'
    ],
    [
      'by an imported Console',
      'import { Console } from "node:console"; new Console(process.stderr).log("err")',
      '',
      'err\n'
    ],
    ['by descriptor', 'fs.writeSync(1, "one"); fs.writeSync(2, "two")', 'one', 'two'],
    ['a million bytes by descriptor', 'fs.writeFileSync(1, "x".repeat(1e6))', 'x'.repeat(1e6)],
    [
      'to /dev/stdout',
      'fs.writeFileSync("/dev/stdout", "one"); fs.appendFileSync("/dev/stdout", "two")',
      'onetwo'
    ],
    ['to /dev/stderr', 'fs.writeFileSync("/dev/stderr", "one")', '', 'one'],
    ['to the descriptor of the process', 'fs.writeFileSync("/proc/self/fd/1", "one")', 'one'],
    [
      'by a stream of /dev/stdout',
      'const stream = fs.createWriteStream("/dev/stdout"); stream.end("one"); await new Promise<void>((done) => stream.on("close", done))',
      'one'
    ],
    ['by a promise of a file', 'await fs.promises.writeFile("/dev/stdout", "one")', 'one'],
    ['by a child that inherits', 'execSync("echo one; echo two >&2", inherit)', 'one\n', 'two\n'],
    [
      'by a shell that redirects',
      'spawnSync("sh", ["-c", "echo one > /dev/stdout; echo two > /dev/stderr; echo three >> /proc/self/fd/1"], inherit)',
      'one\nthree\n',
      'two\n'
    ],
    [
      'by a child of a child',
      'execFileSync("sh", ["-c", "sh -c \'echo one > /dev/stdout\'"], inherit)',
      'one\n'
    ],
    [
      'by a pipeline of the shell',
      'execSync("seq 1 3 | tee /dev/stderr | tail -1", inherit)',
      '3\n',
      '1\n2\n3\n'
    ],
    [
      'by a child with descriptors',
      'spawnSync("sh", ["-c", "echo one"], { stdio: [0, 1, 2] })',
      'one\n'
    ],
    [
      'by a child with the streams',
      'await ended(spawn("sh", ["-c", "echo one >&2"], { stdio: ["ignore", process.stdout, process.stderr] }))',
      '',
      'one\n'
    ],
    [
      'by a million lines of a child',
      'execSync("seq 1 100000", inherit)',
      Array.from({ length: 1e5 }, (_, i) => `${i + 1}\n`).join('')
    ],
    [
      'by a worker thread',
      'import { Worker } from "node:worker_threads"; await new Promise((done) => new Worker("console.log(\'€\')", { eval: true }).on("exit", done))',
      '€\n'
    ]
  ]
  it.each(written)('%s reaches the cell before its reply', async (_, code, stdout, stderr = '') => {
    const answer = await client.execute(`${code}\n;undefined`)
    expect(answer.reply).toMatchObject({ status: 'ok' })
    expect([printed(answer), printed(answer, 'stderr')]).toEqual([stdout, stderr])
  })

  it('keeps the order of the code, whoever writes', async () => {
    const answer = await client.execute(
      'console.log(1); console.log(2); execSync("echo 3", inherit); console.log(4); fs.writeSync(1, "5\\n")\n' +
        'console.log(6); fs.writeFileSync("/dev/stdout", "7\\n"); console.log(8); spawnSync("echo", ["9"], inherit)\n' +
        'console.log(10); await ended(spawn("sh", ["-c", "echo 11"], inherit)); console.log(12)'
    )
    expect(printed(answer)).toBe(Array.from({ length: 12 }, (_, i) => `${i + 1}\n`).join(''))
  })

  it('what is neither text nor bytes is refused', async () => {
    const refused = await client.execute('process.stdout.write(5 as any)')
    expect(errorOf(refused)).toMatchObject({
      ename: 'TypeError',
      evalue: expect.stringContaining('number')
    })
  })

  it('calls back when it is done', async () => {
    const answer = await client.execute(
      'await new Promise<string>((done) => process.stdout.write("", () => done("written")))'
    )
    expect(resultText(answer)).toBe("'written'")
  })
})
