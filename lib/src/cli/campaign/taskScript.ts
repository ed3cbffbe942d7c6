import type { CampaignFile } from './campaignFile.js'

/** What the scripts of a campaign state. */
export interface Tasks {
  readonly plan: string
  readonly tasks: number
  /** Expected minutes of the longest one. */
  readonly longestMinutes: number
  /** The command `nnqft` on this host. */
  readonly nnqft: readonly string[]
}

/** Of a cluster that says nothing else: Slurm's own default, less one. */
export const usualArray = 1000

/** Name of the jobs whose tasks come after the first `offset`. */
export function jobName({ names }: CampaignFile, tasks: number, offset: number): string {
  return `nnqft-${names.folder}-${names.campaign}-${tasks}-${offset}`
}

/** Name of the job that ends the campaign. */
export function mergeName({ names }: CampaignFile): string {
  return `nnqft-${names.folder}-merge`
}

/** Where task number `index` of such a job writes what it has to say. */
export function logName(file: CampaignFile, tasks: number, offset: number, index: number): string {
  return `${jobName(file, tasks, offset)}-${index}.txt`
}

/**
 * The script of an array job for sbatch. Its argument is the number of tasks in the arrays before this one; a task that is
 * requeued goes on where it was.
 */
export function taskScript(file: CampaignFile, { plan, tasks, longestMinutes, nnqft }: Tasks) {
  const { workers = 1, sbatch = [] } = file.campaign.parameters
  const command = [...nnqft, 'campaign', 'run', plan].map(quoted).join(' ')
  return [
    '#!/bin/bash',
    `#SBATCH --job-name=${jobName(file, tasks, 0)}`,
    `#SBATCH --output=${quoted(`${file.logs}/%x-%a.txt`)}`,
    '#SBATCH --open-mode=append',
    '#SBATCH --requeue',
    `#SBATCH --cpus-per-task=${workers}`,
    // Room for slower nodes; whoever knows better says so in the campaign's own options below.
    `#SBATCH --time=${Math.ceil(3 * longestMinutes + 10)}`,
    ...sbatch.map((option) => `#SBATCH ${option}`),
    `exec ${command} --shard "$((\${1:-0} + SLURM_ARRAY_TASK_ID))/${tasks}" --workers ${workers}`,
    ''
  ].join('\n')
}

/** The script of the job that ends a campaign. */
export function mergeScript(file: CampaignFile, { plan, nnqft }: Tasks): string {
  const command = (name: string) => [...nnqft, 'campaign', name, plan].map(quoted).join(' ')
  return [
    '#!/bin/bash',
    `#SBATCH --job-name=${mergeName(file)}`,
    `#SBATCH --output=${quoted(`${file.logs}/%x.txt`)}`,
    '#SBATCH --open-mode=append',
    ...(file.campaign.parameters.sbatch ?? []).map((option) => `#SBATCH ${option}`),
    'set -e',
    command('merge'),
    `${command('table')} --csv > ${quoted(`${file.folder}/table.csv`)}`,
    ''
  ].join('\n')
}

/** One array for as many tasks as the cluster takes: the option for sbatch, and the script's argument. */
export function arrays(shards: readonly number[], bound: number) {
  const offsetOf = (shard: number) => Math.floor((shard - 1) / bound) * bound
  return [...new Set(shards.map(offsetOf))].map((offset) => {
    const own = shards.filter((shard) => offsetOf(shard) === offset)
    return { offset, array: ranges(own.map((shard) => shard - offset)) }
  })
}

/** Increasing numbers as sbatch takes them: 1-3,7. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const last = runs[runs.length - 1]
    if (last?.[1] === number - 1) last[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(',')
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
