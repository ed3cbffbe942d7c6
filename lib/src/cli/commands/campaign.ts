import { Command } from 'commander'
import { campaignColumns, campaignTable } from '../../campaign/campaignTable.js'
import { planCampaign, requirePlanOptions } from '../../campaign/planCampaign.js'
import { runCampaign } from '../../campaign/runCampaign.js'
import { mergeCampaign } from '../../campaign/storedCampaign.js'
import { encodeCsv } from '../../figures/display/encodeCsv.js'
import { ParameterError, requireInteger } from '../../numerics/parameterError.js'
import { refusedUnderLater } from '../../numerics/refusedUnder.js'
import {
  campaignFile,
  writePlan,
  writingCampaign,
  type CampaignFile
} from '../campaign/campaignFile.js'
import { campaignStatus } from '../campaign/campaignStatus.js'
import { submitCampaign } from '../campaign/submitCampaign.js'
import { arrays, taskScript, usualArray } from '../campaign/taskScript.js'
import { namingFlags, numberOption } from '../optionValues.js'
import {
  addProgressOption,
  reportingOptions,
  workerCount,
  type ProgressFlags
} from '../samplingOptions.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft campaign'

const examples = `
A campaign is a JSON file: what all ensembles share, and lists and grids over any of their fields.
  {"ensemble": {"network": "gauss", "widths": [10, 100], "bags": 40},
   "grid": {"sigmaW": [1, 1.5], "sigmaB": [0.3, 0.5, 0.7]},
   "minutes": 10, "sbatch": ["--partition=long"]}
Further fields: "list" (objects with fields of an ensemble), "workers" (cores of a task), "folder". Results, plans and
logs are in a folder beside the file, of its name without .json, or "folder".

Examples:
  nnqft campaign plan map.json                  # tasks, core hours, files
  nnqft campaign plan map.json --script > map.sh
  nnqft campaign submit map.json                # Slurm: an array job, then the merge
  nnqft campaign run map.json --shard 3/8       # one task by hand; without --shard all of it
  nnqft campaign status map.json
  nnqft campaign merge map.json
  nnqft campaign table map.json --csv > map.csv
`

/** `nnqft campaign plan | submit | run | status | merge | table`: many ensembles, drawn by many hosts. */
export function campaignCommand(terminal: Terminal): Command {
  const command = new Command('campaign')
    .summary('many ensembles on many hosts: plan, submit, run, status, merge, table')
    .description('Draws the ensembles of a file into one store, in tasks that share nothing else.')
    .addHelpText('after', examples)
    // Passed on to the commands below as they are made.
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride()
  const print = (result: object) => terminal.out(`${JSON.stringify(result)}\n`)
  const action = (name: string, description: string) =>
    command.command(name).description(description).argument('<file>', 'JSON file of the campaign')
  /** What the functions of the library refuse is refused by this command. */
  const named = <Given extends unknown[]>(act: (...given: Given) => Promise<void>) => {
    return (...given: Given) => refusedUnderLater(source, () => act(...given))
  }

  action('plan', 'tasks, core hours by rates measured now, and the script for sbatch')
    .option('--minutes <minutes>', 'wished duration of a task')
    .option('--tasks <count>', 'number of tasks instead')
    .option('--max-array <count>', 'most tasks of one array', `${usualArray}`)
    .option('--script', 'print the script alone')
    .action(
      named(async (path: string, options: PlanFlags) => {
        const plan = await planned(await campaignFile(source, path), options)
        if (options.script) terminal.out(plan.script)
        else print(plan)
      })
    )
  action('submit', 'submit to Slurm what is missing and not in its queue, and the merge behind it')
    .option('--minutes <minutes>', 'wished duration of a task')
    .option('--tasks <count>', 'number of tasks instead')
    .action(
      named(async (path: string, options: PlanFlags) => {
        const file = await campaignFile(source, path)
        const submission = { ...planOptions(options), nnqft: ownCommand() }
        print(await writingCampaign(source, file, () => submitCampaign(file, submission)))
      })
    )
  action('run', 'draw what is missing, of one task or of all')
    .option('--shard <i/n>', 'draw the share of task i of n alone', '1/1')
    .option('--workers <count>', 'worker threads (default: the cores of this machine)')
    .action(
      named(async (path: string, { shard, workers }: { shard: string; workers?: string }) => {
        const { campaign, store } = await campaignFile(source, path)
        const drawn = await runCampaign(campaign, {
          ...shardOption(shard),
          ...(workers !== undefined && { workers: workerCount(source, workers) }),
          folder: store,
          signal: terminal.signal,
          onWarning: (text) => terminal.err(`${text}\n`)
        })
        print({ shard, ...drawn })
      })
    )
  addProgressOption(
    action('status', 'what is done, running, waiting and failed, and how long the rest takes')
  ).action(
    named(async (path: string, flags: ProgressFlags) => {
      const how = reportingOptions(flags, terminal, 'reading the store')
      print(await campaignStatus(await campaignFile(source, path), how))
    })
  )
  action('merge', 'one file for each ensemble and width; fails if bags are missing').action(
    named(async (path: string) => {
      const { campaign, store } = await campaignFile(source, path)
      print({ store, ...(await mergeCampaign(campaign, { folder: store })) })
    })
  )
  action('table', 'a row for each ensemble, width and order, of the bags that are there')
    .option('--csv', 'as CSV')
    .action(
      named(async (path: string, { csv }: { csv?: boolean }) => {
        const { campaign, store } = await campaignFile(source, path)
        const rows = await campaignTable(campaign, { folder: store })
        if (!csv) return print(rows)
        const columns = campaignColumns(campaign)
        terminal.out(encodeCsv([columns, ...rows.map((row) => columns.map((name) => row[name]))]))
      })
    )
  return command
}

interface PlanFlags {
  readonly minutes?: string
  readonly tasks?: string
  readonly maxArray?: string
  readonly script?: boolean
}

/** The plan with its script, and how to submit that by hand. */
async function planned(file: CampaignFile, options: PlanFlags) {
  const bound = numberOption(source, '--max-array', options.maxArray!)
  requireInteger(source, '--max-array', bound, 1)
  const plan = planCampaign(file.campaign, planOptions(options))
  const path = await writingCampaign(source, file, () => writePlan(file))
  const shards = Array.from({ length: plan.tasks }, (_, i) => i + 1)
  return {
    ...plan,
    plan: path,
    arrays: arrays(shards, bound).map(({ array, offset }) => `--array=${array} SCRIPT ${offset}`),
    script: taskScript(file, { ...plan, plan: path, nnqft: ownCommand() })
  }
}

function planOptions({ minutes, tasks }: PlanFlags) {
  if (minutes !== undefined && tasks !== undefined) {
    throw new ParameterError(source, '--minutes', 'left out beside --tasks', minutes)
  }
  const options = {
    ...(minutes !== undefined && { minutes: numberOption(source, '--minutes', minutes) }),
    ...(tasks !== undefined && { tasks: numberOption(source, '--tasks', tasks) })
  }
  const flags = { minutes: '--minutes', tasks: '--tasks' }
  namingFlags(source, flags, () => requirePlanOptions(source, options))
  return options
}

/** How this program was called. */
function ownCommand(): readonly string[] {
  return [process.execPath, process.argv[1]]
}

function shardOption(text: string) {
  const numbers = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number)
  const [shard, of] = numbers ?? []
  if (shard >= 1 && shard <= of && Number.isSafeInteger(of)) return { shard, of }
  throw new ParameterError(source, '--shard', 'i/n with 1 <= i <= n < 2^53, such as 3/8', text)
}
