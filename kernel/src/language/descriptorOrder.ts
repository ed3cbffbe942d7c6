import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { InterruptedError } from './cellInterrupt.js'
import type { EngineChannel } from './engineChannel.js'
import type { RunState } from './runState.js'

type AnyFunction = (...args: unknown[]) => unknown

/**
 * Keeps the order of what user code prints and of what is written to the standard descriptors in between,
 * by child processes or files: the one takes another way to the supervisor than the other. Called once,
 * before any user code.
 */
export function orderDescriptorOutput(channel: EngineChannel): void {
  const { prototype } = childProcess.ChildProcess as unknown as { prototype: object }
  wrap(prototype, 'spawn', (spawn, _, child) => {
    channel.flush()
    ;(child as childProcess.ChildProcess).once('exit', () => channel.send({ type: 'written' }))
    return spawn()
  })
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    wrap(childProcess, name, (run) => between(channel, () => interruptible(channel.state, run)))
  }
  for (const name of ['writeSync', 'writevSync', 'writeFileSync', 'appendFileSync']) {
    wrap(fs, name, (write, [target]) => (isStandard(target) ? between(channel, write) : write()))
  }
  syncBuiltinESMExports()
}

/** What is printed before `work` passes before it, what is written in it before what is printed later. */
function between(channel: EngineChannel, work: () => unknown): unknown {
  channel.flush()
  try {
    return work()
  } finally {
    channel.send({ type: 'written' })
    channel.flush()
  }
}

/** Waits for a process that is interrupted with the cell. */
function interruptible(state: RunState, run: () => unknown): unknown {
  const check = () => {
    if (state.isInterrupted) throw new InterruptedError()
  }
  // The signal has gone to those processes that were there.
  check()
  try {
    return state.waiting(run)
  } finally {
    check()
  }
}

function isStandard(target: unknown): boolean {
  if (typeof target === 'number') return target === 1 || target === 2
  return (
    typeof target === 'string' && /^\/(?:dev|proc\/self)\/(?:std(?:out|err)|fd\/[12])$/.test(target)
  )
}

export function wrap(
  owner: object,
  name: string,
  call: (original: () => unknown, args: readonly unknown[], owner: unknown) => unknown
): void {
  const functions = owner as Record<string, AnyFunction>
  const original = functions[name] as AnyFunction
  const wrapped = function (this: unknown, ...args: unknown[]) {
    return call(() => original.apply(this, args), args, this)
  }
  Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original))
  functions[name] = wrapped
}
