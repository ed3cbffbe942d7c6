import { Script } from 'node:vm'
import { expect, it } from 'vitest'
import { RunState } from '../../../kernel/src/language/runState.js'

const workKey = Symbol.for('work of the test')
const script = new Script("globalThis[Symbol.for('work of the test')]()")

/** Runs work so that SIGINT ends it, as the debugger does. */
function endable(work: () => unknown): unknown {
  Object.assign(globalThis, { [workKey]: work })
  return script.runInThisContext({ breakOnSigint: true })
}

it.each([
  ['compiles', (state: RunState, work: () => void) => state.protectedForDebugger(work)],
  ['runs code', (_: RunState, work: () => void) => work()],
  [
    'evaluates something else',
    (state: RunState, work: () => void) => state.evaluating(work, endable)
  ]
])(
  'an evaluation that SIGINT ends while it %s leaves a thread that can be asked and interrupted',
  (_, within) => {
    const state = new RunState(new SharedArrayBuffer(64))
    const endless = () => {
      process.kill(process.pid, 'SIGINT')
      for (;;);
    }
    expect(() => state.evaluating(() => within(state, endless), endable)).toThrow(/interrupted/)
    const { isReleased, isEvaluating } = state
    expect({ isReleased, isEvaluating }).toEqual({ isReleased: true, isEvaluating: false })
    const sent: string[] = []
    expect(state.signal(() => sent.push('SIGINT'))).toBe(true)
    expect(sent).toEqual(['SIGINT'])
  }
)
