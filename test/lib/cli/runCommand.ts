import { main } from '../../../lib/src/cli/main.js'

/** Runs `nnqft` in this process, with what it reads from its input, until the user interrupts; returns its exit code and all it wrote. */
export async function runCommand(
  args: readonly string[],
  input = '',
  interruptedAt: (err: string) => boolean = () => false
) {
  let [out, err] = ['', '']
  const user = new AbortController()
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => {
      err += text
      if (interruptedAt(err)) user.abort()
    },
    readInput: () => Promise.resolve(input),
    signal: user.signal
  })
  return { code, out, err }
}
