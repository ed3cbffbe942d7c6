import { resolve } from 'node:path'
import type { Command } from 'commander'
import { buildSnapshot, hasSnapshot, removeSnapshots } from '../language/startupSnapshot.js'
import { dataFolder, removeKernelFolder, type Destination } from './jupyterPaths.js'
import { installKernelSpec, kernelSpec, removeKernelSpec } from './kernelSpec.js'

const gather = (value: string, previous: string[] = []) => [...previous, resolve(value)]

const say = (line: string) => void process.stdout.write(`${line}\n`)

function withDestination(command: Command): Command {
  return command
    .option('--user', 'for this user (the default)')
    .option('--sys-prefix', 'for the active Python environment')
    .option('--prefix <folder>', 'below <folder>/share/jupyter')
    .option('--jupyter-path <folder>', 'in a folder of JUPYTER_PATH')
}

/** Does what the command line says that is not to run the kernel. */
export async function runCommand(): Promise<void> {
  // Loaded here: a kernel that starts would wait for it.
  const { Command } = await import('commander')
  const program = new Command('nnqft-kernel')
    .description('A Jupyter kernel for TypeScript.')
    .action(() => program.help())

  withDestination(program.command('install').description('register the kernel with Jupyter'))
    .option(
      '--packages <folder>',
      'folder to look for packages in, after the notebook’s own',
      gather
    )
    .action(async (options: Destination & { packages?: string[] }) => {
      const { packages = [] } = options
      say(`installed ${installKernelSpec(dataFolder(options), kernelSpec(packages))}`)
      if (hasSnapshot()) return
      // Sessions start without one, a second later.
      await buildSnapshot().done.catch((error: Error) => process.stderr.write(`${error.message}\n`))
    })

  withDestination(program.command('uninstall').description('remove the kernel from Jupyter'))
    .option('--keep-history', 'leave the history of cells')
    .action(({ keepHistory, ...destination }: Destination & { keepHistory?: boolean }) => {
      const removed = removeKernelSpec(dataFolder(destination))
      removeSnapshots()
      say(removed ? `removed ${removed}` : 'not installed')
      const history = removed && !keepHistory ? removeKernelFolder() : undefined
      if (history) say(`removed ${history}`)
    })

  program.addHelpText(
    'after',
    '\nJupyter runs the kernel with --connection-file <file> [--packages <folder> …].'
  )
  await program.parseAsync()
}
