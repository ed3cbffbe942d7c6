import { syncBuiltinESMExports } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineChannel } from './engineChannel.js'

/** Longest wait for the supervisor to take the last words, in milliseconds. */
const drainTime = 1000

/** Longest wait for what `beforeExit` handlers promise, in milliseconds. */
const promiseTime = 1000

type Report = (thrown: unknown) => void

/**
 * Makes `process.exit` send what exit handlers print before the process ends; an error of theirs is
 * reported and ends it, too. Called once, before any user code.
 */
export function sendLastWords(channel: EngineChannel, report: Report): void {
  const { exit, reallyExit } = process as unknown as Record<string, (code?: unknown) => never>
  const ending = {
    // Node calls it when all handlers have run.
    reallyExit(code: unknown): never {
      channel.drain(drainTime)
      return reallyExit?.call(process, code) as never
    },
    exit(code?: unknown): never {
      try {
        return exit?.call(process, code) as never
      } catch (thrown) {
        // Node refuses the code, and is not ending; or a handler has failed.
        if (!isExiting()) throw thrown
        report(thrown)
        return ending.reallyExit(1)
      }
    }
  }
  Object.assign(process, ending)
  // An error ends the process without these where a cell has removed the handler for it.
  process.on('exit', () => channel.drain(drainTime))
  syncBuiltinESMExports()
}

/** Ends the process as Node does when nothing is left to do. */
export async function endProcess(report: Report): Promise<never> {
  const code = Number(process.exitCode ?? 0)
  const promised: unknown[] = []
  for (const listener of process.rawListeners('beforeExit')) {
    try {
      promised.push(Reflect.apply(listener, process, [code]))
    } catch (thrown) {
      report(thrown)
    }
  }
  // Whatever goes wrong later is an unhandled rejection, as in Node.
  await Promise.race([Promise.allSettled(promised), sleep(promiseTime)])
  return process.exit()
}

function isExiting(): boolean {
  return (process as unknown as { _exiting?: boolean })._exiting === true
}
