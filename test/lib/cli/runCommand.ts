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

/** A command line with values of options in place of those that it has, or behind it. */
export function withOptions(args: readonly string[], options: readonly string[]): string[] {
  const flags = options.filter((option) => option.startsWith('--'))
  const kept = args.filter((arg, i) => !flags.includes(arg) && !flags.includes(args[i - 1]))
  return [...kept, ...options]
}
