import { once } from 'node:events'
import { expect, test } from 'vitest'
import { run, SetupError, together } from '../.ci/setup/steps.mjs'

const node = (program: string, options: { help?: string } = {}) =>
  run(process.execPath, ['-e', program], options)

test('a program that fails is named with how it ended and what helps', async () => {
  await expect(node('process.exit(3)', { help: 'Try again.' })).rejects.toThrow(
    /-e process\.exit\(3\)" failed \(exit code 3\)\n {2}Try again\.$/
  )
  await expect(node("process.kill(process.pid, 'SIGKILL')")).rejects.toThrow(/ended by SIGKILL/)
  await expect(run('nnqft-no-such-program', [])).rejects.toThrow(SetupError)
  await expect(run('nnqft-no-such-program', [])).rejects.toThrow(/ENOENT/)
})

test('steps run at the same time; where one fails the others come to their end first', async () => {
  const events = new EventTarget()
  const order: string[] = []
  const patient = async () => {
    await once(events, 'begun')
    await node('')
    order.push('the other one has ended')
  }
  const failing = async () => {
    events.dispatchEvent(new Event('begun'))
    order.push('one fails')
    throw new SetupError('broken')
  }
  await expect(together(patient(), failing())).rejects.toThrow('broken')
  expect(order).toEqual(['one fails', 'the other one has ended'])
})
