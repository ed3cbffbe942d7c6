import { main } from '../../../lib/src/cli/main.js'

/** Runs `nnqft` in this process, with what it reads from its input; returns its exit code and all it wrote. */
export async function runCommand(args: readonly string[], input = '') {
  let [out, err] = ['', '']
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readInput: () => Promise.resolve(input),
    signal: new AbortController().signal
  })
  return { code, out, err }
}
