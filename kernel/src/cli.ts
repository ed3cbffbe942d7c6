import { resolve } from 'node:path'
import { Command } from 'commander'
import { dataFolder, removeKernelFolder, type Destination } from './install/jupyterPaths.js'
import { whenParentEnds } from './protocol/parentWatch.js'
import { buildSnapshot, hasSnapshot, removeSnapshots } from './language/startupSnapshot.js'
import { installKernelSpec, kernelSpec, removeKernelSpec } from './install/kernelSpec.js'

const gather = (value: string, previous: string[] = []) => [...previous, resolve(value)]

interface RunOptions {
  connectionFile?: string
  packages?: string[]
}

const say = (line: string) => void process.stdout.write(`${line}\n`)

const program = new Command('nnqft-kernel').description('A Jupyter kernel for TypeScript.')

program
  .option('--connection-file <file>', 'run as a kernel: the file that Jupyter wrote')
  .option('--packages <folder>', 'folder to look for packages in, after the notebook’s own', gather)
  .action(async ({ connectionFile, packages = [] }: RunOptions) => {
    if (!connectionFile) return program.help()
    // Who reads the log may end before the kernel, with Jupyter: then the rest is lost, and nothing else.
    process.stderr.on('error', () => undefined)
    const { Supervisor } = await import('./protocol/supervisor.js')
    const supervisor = new Supervisor({ connectionFile, packageFolders: packages })
    process.on('uncaughtException', (error) => supervisor.fault(error))
    process.on('SIGINT', () => supervisor.interrupt())
    whenParentEnds(() => void supervisor.shutdown())
    process.on('SIGTERM', () => void supervisor.shutdown())
  })

function withDestination(command: Command): Command {
  return command
    .option('--user', 'for this user (the default)')
    .option('--sys-prefix', 'for the active Python environment')
    .option('--prefix <folder>', 'below <folder>/share/jupyter')
    .option('--jupyter-path <folder>', 'in a folder of JUPYTER_PATH')
}

withDestination(program.command('install').description('register the kernel with Jupyter'))
  .option('--packages <folder>', 'folder to look for packages in, after the notebook’s own', gather)
  .action(async (options: Destination, command: Command) => {
    const { packages = [] } = command.optsWithGlobals<RunOptions>()
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

await program.parseAsync()
