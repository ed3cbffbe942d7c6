import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { currentContext, type CellContext } from '../../language/cellContext.js'
import { wrap } from '../../language/descriptorOrder.js'
import { endOfInput, type CellInput } from './cellInput.js'

/**
 * Makes blocking reads of the standard descriptor ask the user for a line: it is what a program that is
 * run in a terminal gets. Called once, before any user code.
 */
export function readDescriptorFromUser(input: CellInput): void {
  const nextLine = (asker: string) => {
    const answer = input.askNow({ asker, prompt: '' })
    return Buffer.from(answer === endOfInput ? '' : `${answer}\n`)
  }
  /** What was typed for a cell and not read yet: it is not for the next one. */
  let rest = Buffer.alloc(0)
  let reader: CellContext | undefined
  const turnToCell = () => {
    if (reader !== currentContext()) rest = Buffer.alloc(0)
    reader = currentContext()
  }
  wrap(fs, 'readFileSync', (read, [path, options]) => {
    if (!isStandard(path)) return read()
    turnToCell()
    const bytes = rest.length > 0 ? rest : nextLine('readFileSync')
    rest = Buffer.alloc(0)
    const encoding = typeof options === 'string' ? options : (options as Options)?.encoding
    return encoding ? bytes.toString(encoding as BufferEncoding) : bytes
  })
  wrap(fs, 'readSync', (read, [descriptor, target, ...place]) => {
    if (descriptor !== 0) return read()
    turnToCell()
    const room = roomOf(target as ArrayBufferView, place)
    if (rest.length === 0 && room.length > 0) rest = nextLine('readSync')
    const count = rest.copy(room)
    rest = rest.subarray(count)
    return count
  })
  syncBuiltinESMExports()
}

type Options = { encoding?: string | null } | null | undefined

/** The bytes that `readSync(0, target, …)` is to fill. */
function roomOf(target: ArrayBufferView, [first, second]: unknown[]): Uint8Array {
  const options =
    typeof first === 'object' && first !== null ? first : { offset: first, length: second }
  const { offset, length } = options as { offset?: number | null; length?: number | null }
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
  const start = offset ?? 0
  return bytes.subarray(start, start + (length ?? bytes.length - start))
}

function isStandard(path: unknown): boolean {
  return (
    path === 0 ||
    (typeof path === 'string' && /^\/(?:dev\/stdin|(?:dev|proc\/self)\/fd\/0)$/.test(path))
  )
}
