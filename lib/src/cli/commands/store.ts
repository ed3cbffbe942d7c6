import { Command } from 'commander'
import { requireFinite } from '../../numerics/parameterError.js'
import { defaultStoreBytes, MomentStore } from '../../sampling/momentStore.js'
import { numberOption } from '../optionValues.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft store'

const examples = `
Results are Parquet files, one row a number, kept under .nnqft/store in the project folder (the
nearest one upwards with a package.json or a .nnqft), or where NNQFT_STORE says.

Printed: list {"folder", "bytes", "files": [{"name", "bytes", "used"}, …]}, the file used longest ago
first; verify {"folder", "checked", "damaged": [{"name", "reason"}, …], "unreadable": [the same],
"unfinished": [names], "aside": [names]}, exit code 1 if any are damaged or unreadable (their bags are sampled
again when next needed; a damaged file is then put aside, as NAME.damaged; unfinished ones are being written, or
their writer was killed: nobody needs them once nothing runs); merge {"folder", "results", "files"}, the numbers of results that came in, and of files
that are there; prune {"folder", "removed": [names]}.

Examples:
  nnqft store list
  nnqft store verify --folder results
  nnqft store merge copied/store --folder map/store
  nnqft store prune --megabytes 100
`

/** `nnqft store list | verify | merge | prune`: looks after the stored results. */
export function storeCommand(terminal: Terminal): Command {
  const command = new Command('store')
    .summary('list, verify, merge and prune the stored results')
    .description('Looks after the results that sampling keeps on disk.')
    .addHelpText('after', examples)
    // Passed on to the commands below as they are made.
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride()
  const print = (result: object) => terminal.out(`${JSON.stringify(result)}\n`)
  const action = (name: string, description: string) =>
    command.command(name).description(description).option('--folder <path>', 'folder of the store')

  action('list', 'every file: name, bytes, time of last use').action(async (options) => {
    const store = await openStore(options)
    const files = await store.list()
    print({
      folder: store.folder,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      files: files.map((file) => ({ ...file, used: new Date(file.used).toISOString() }))
    })
  })
  action('verify', 'read every file through and name the damaged ones').action(async (options) => {
    const store = await openStore(options)
    const { checked, unusable, unfinished, aside } = await store.verify()
    const named = (wanted: boolean) =>
      unusable
        .filter(({ damaged }) => damaged === wanted)
        .map(({ name, reason }) => ({ name, reason }))
    const [damaged, unreadable] = [named(true), named(false)]
    print({ folder: store.folder, checked, damaged, unreadable, unfinished, aside })
    if (unusable.length > 0) {
      throw new Error(`nnqft store: ${damaged.length} damaged, ${unreadable.length} unreadable`)
    }
  })
  action('merge', 'take in the results of other stores, which stay as they are')
    .argument('<store...>', 'folders of the other stores')
    .action(async (others: readonly string[], options: StoreFlags) => {
      const store = await openStore(options)
      let results = 0
      for (const other of others) results += await store.merge(await existingStore(other))
      print({ folder: store.folder, results, files: (await store.list()).length })
    })
  action('prune', 'remove the files used longest ago')
    .option(
      '--megabytes <count>',
      'megabytes that may stay',
      `${Math.floor(defaultStoreBytes / 1e6)}`
    )
    .action(async (options: StoreFlags & { megabytes: string }) => {
      const megabytes = numberOption(source, '--megabytes', options.megabytes)
      requireFinite(source, '--megabytes', megabytes, 0)
      const store = await openStore(options)
      const removed = await store.prune(1e6 * megabytes)
      print({ folder: store.folder, removed: removed.map(({ name }) => name) })
    })
  return command
}

interface StoreFlags {
  readonly folder?: string
}

async function openStore({ folder }: StoreFlags): Promise<MomentStore> {
  return MomentStore.open(folder, { source, parameter: '--folder', isRead: true })
}

/** A store that is there: a misspelt folder would be one without results. */
async function existingStore(folder: string): Promise<MomentStore> {
  return MomentStore.open(folder, { source, parameter: '<store>', isRead: true, isThere: true })
}
