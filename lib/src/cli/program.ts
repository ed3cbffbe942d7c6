import { text } from 'node:stream/consumers'
import { main } from './main.js'

// The program `nnqft`: hands the process's arguments and streams to `main`.
const interruption = new AbortController()

/**
 * Catches the user's interruption, and that of a batch system, from the first use on. Before that, and in commands that only compute, there is no
 * listener: the event loop would not come to call it, and the default ends the process at once.
 */
function interruptible(): AbortSignal {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => interruption.abort())
  }
  return interruption.signal
}

// A reader that closes the pipe early, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await main(process.argv.slice(2), {
  out: (result) => void process.stdout.write(result),
  err: (message) => void process.stderr.write(message),
  readInput: () => text(process.stdin),
  get signal() {
    return interruptible()
  }
})
