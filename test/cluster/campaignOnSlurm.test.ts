import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SlurmOnOneMachine, SmallDisk } from './slurmOnOneMachine.js'

const nnqft = resolve(import.meta.dirname, '../../lib/bin/nnqft.js')

const map = {
  ensemble: { network: 'gauss', widths: [5], bags: 3, networksPerBag: 300, orders: [2, 4] },
  grid: { sigmaW: [1, 1.5], sigmaB: [0.3, 0.5, 0.7] }
}
const single = {
  ensemble: { network: 'relu', widths: [20], bags: 16, networksPerBag: 500, orders: [2] }
}
/** Four tasks of about two seconds. */
const long = {
  ensemble: { network: 'erf', widths: [100], bags: 24, networksPerBag: 20_000, orders: [2] }
}

/** What commands print, of what is read here. */
interface Answer {
  readonly jobs: readonly string[]
  readonly merge: string
  readonly script: string
  readonly arrays: readonly string[]
  readonly failed: readonly { readonly shard: number; readonly reason: string }[]
}

const scratch = mkdtempSync(join(tmpdir(), 'nnqft-cluster-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Runs `nnqft campaign …` as a process of its own. */
function campaign(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [nnqft, 'campaign', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err })
    )
  })
}

async function successful(args: readonly string[], env?: NodeJS.ProcessEnv) {
  const { code, out, err } = await campaign(args, env)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Answer
}

function writeCampaign(folder: string, name: string, parameters: object): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.json`)
  writeFileSync(path, JSON.stringify(parameters))
  return path
}

/** Every stored file of a campaign's folder with the digest of its bytes. */
function results(path: string): Map<string, string> {
  const store = join(path.replace(/\.json$/, ''), 'store')
  const names = readdirSync(store, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => name.endsWith('.parquet')).sort()
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(store, name)))
      .digest('hex')
  return new Map(files.map((name) => [name, digest(name)]))
}

/** The results of a campaign that one process on this machine draws. */
const locally = new Map<object, Promise<Map<string, string>>>()
function localResults(parameters: object) {
  if (!locally.has(parameters)) {
    const path = writeCampaign(join(scratch, `local-${locally.size}`), 'local', parameters)
    const drawn = successful(['run', path]).then(async () => {
      await successful(['merge', path])
      return results(path)
    })
    locally.set(parameters, drawn)
  }
  return locally.get(parameters)!
}

/** Bags that the tasks of a campaign say to have drawn, and how many bags there are. */
function drawnByTasks(path: string): number {
  const logs = join(path.replace(/\.json$/, ''), 'logs')
  return readdirSync(logs)
    .flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n'))
    .filter((line) => line.includes('"drawn"'))
    .reduce((sum, line) => sum + (JSON.parse(line) as { drawn: number }).drawn, 0)
}

describe('a task by hand', () => {
  it('that is killed while it writes leaves nothing that a later one stumbles over', async () => {
    const path = writeCampaign(scratch, 'killed', single)
    const store = join(scratch, 'killed', 'store')
    mkdirSync(store, { recursive: true })
    const watcher = watch(store, { recursive: true })
    const child = spawn(process.execPath, [nnqft, 'campaign', 'run', path])
    watcher.on('change', (_, name) => {
      if (/w20-.*unfinished$/.test(String(name))) child.kill('SIGKILL')
    })
    await once(child, 'exit')
    watcher.close()
    await successful(['run', path])
    await successful(['merge', path])
    expect(results(path)).toEqual(await localResults(single))
  })

  it('that is terminated keeps what it has drawn', async () => {
    const path = writeCampaign(scratch, 'terminated', long)
    const child = spawn(process.execPath, [nnqft, 'campaign', 'run', path, '--workers', '1'])
    const store = join(scratch, 'terminated', 'store')
    mkdirSync(store, { recursive: true })
    // The store is marked as kept just before networks are drawn.
    await expect.poll(() => existsSync(join(store, '.kept'))).toBe(true)
    child.kill('SIGTERM')
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(130)
    await successful(['run', path])
    await successful(['merge', path])
    expect(results(path)).toEqual(await localResults(long))
  })

  it('with another sampler is refused before it draws', async () => {
    const path = writeCampaign(scratch, 'versions', { ...map, sampler: 'f'.repeat(64) })
    const { code, err } = await campaign(['run', path, '--shard', '1/2'])
    expect(code).toBe(2)
    expect(err).toMatch(
      /sampler must be the sampler of this host's nnqft .*install the version that made the plan.*got "ffff/
    )
    expect(existsSync(join(scratch, 'versions'))).toBe(false)
  })

  it.each([
    [
      ['run', 'MAP', '--shard', '3/2'],
      /--shard must be i\/n with 1 <= i <= n < 2\^53, such as 3\/8, got "3\/2"/
    ],
    [['run', 'MAP', '--shard', 'first'], /--shard must be i\/n/],
    [['plan', 'nowhere.json'], /<file> must be a readable file \(ENOENT\), got "nowhere.json"/],
    [['plan', import.meta.filename], /<file> must be JSON, such as/],
    [['plan', 'MAP', '--minutes', 'ten'], /--minutes must be a number, got "ten"/],
    [['plan', 'MAP', '--tasks', '0'], /tasks must be an integer >= 1/]
  ])('%j is refused', async (args, message) => {
    const path = writeCampaign(scratch, 'refused', map)
    const { code, err } = await campaign(args.map((one) => (one === 'MAP' ? path : one)))
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })

  it('prints the script of a plan, and how to submit it in arrays that are not too large', async () => {
    const path = writeCampaign(join(scratch, "it's here"), 'map', { ...map, sbatch: ['--mem=1G'] })
    const plan = await successful(['plan', path, '--tasks', '8', '--max-array', '3'])
    expect(plan).toMatchObject({ ensembles: 6, bags: 18, networks: 5400, tasks: 8 })
    expect(plan.arrays).toEqual([
      '--array=1-3 SCRIPT 0',
      '--array=1-3 SCRIPT 3',
      '--array=1-2 SCRIPT 6'
    ])
    const { out } = await campaign(['plan', path, '--tasks', '8', '--script'])
    expect(out).toBe(plan.script)
    expect(out).toContain('#SBATCH --mem=1G')
    // It runs in any shell that has the task's number.
    const script = join(scratch, 'task.sh')
    writeFileSync(script, out)
    const env = { ...process.env, SLURM_ARRAY_TASK_ID: '2' }
    const task = spawn('bash', [script, '6'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [text] = (await once(task.stdout, 'data')) as [Buffer]
    expect(JSON.parse(text.toString())).toMatchObject({ shard: '8/8', found: 0 })
  })

  it('says what to do where there is no sbatch', async () => {
    const path = writeCampaign(scratch, 'without', map)
    const { code, err } = await campaign(['submit', path], { ...process.env, PATH: scratch })
    expect(err).toMatch(/squeue is not there.*login node.*nnqft campaign run FILE --shard i\/n/)
    expect(code).toBe(1)
  })
})

describe.runIf(process.env.NNQFT_TEST_SLURM)('a store on a disk that fails', () => {
  it('full or read-only ends a task with an error, and once mended loses and changes nothing', async () => {
    const disk = new SmallDisk(64)
    try {
      const path = writeCampaign(disk.folder, 'map', map)
      writeFileSync(join(disk.folder, 'filler'), Buffer.alloc(50_000))
      const full = await campaign(['run', path])
      expect(full.err).toMatch(/cannot be written to .*store \(ENOSPC.*make room/)
      expect(full.code).toBe(1)
      disk.remount('ro,size=8m')
      const closed = await campaign(['run', path])
      expect(closed.err).toMatch(/cannot be written to .*store \(EROFS.*give the right to write/)
      expect(closed.code).toBe(1)
      disk.remount('rw')
      await successful(['run', path])
      await successful(['merge', path])
      expect(results(path)).toEqual(await localResults(map))
    } finally {
      disk.remove()
    }
  })
})

describe.runIf(process.env.NNQFT_TEST_SLURM)('a campaign on Slurm', () => {
  let slurm: SlurmOnOneMachine
  const submit = (path: string, tasks: number) =>
    successful(['submit', path, '--tasks', `${tasks}`], slurm.environment)
  const status = (path: string) => successful(['status', path], slurm.environment)
  const ended = () => slurm.queueEnds()

  beforeAll(async () => {
    slurm = await SlurmOnOneMachine.start()
  })
  afterAll(() => slurm?.stop())

  it('of 2 x 3 ensembles, and of one in eight parts, gives the bits of a local run, nothing drawn twice', async () => {
    const paths = [writeCampaign(scratch, 'map', map), writeCampaign(scratch, 'single', single)]
    expect(await submit(paths[0], 3)).toMatchObject({ tasks: 3, submitted: 3, queued: 0 })
    // Eight tasks are two arrays here.
    const first = await submit(paths[1], 8)
    expect(first).toMatchObject({ tasks: 8, submitted: 8, queued: 0 })
    expect(first.jobs).toHaveLength(2)
    // Twice, with another number: those in the queue count.
    const second = await submit(paths[1], 5)
    expect(second).toMatchObject({ tasks: 8, submitted: 0, jobs: [] })
    await ended()
    expect(results(paths[0])).toEqual(await localResults(map))
    expect(results(paths[1])).toEqual(await localResults(single))
    expect(paths.map(drawnByTasks)).toEqual([18, 16])
    expect(await status(paths[1])).toMatchObject({
      bags: 16,
      storedBags: 16,
      tasks: 8,
      done: 8,
      failed: []
    })
    expect(await submit(paths[1], 8)).not.toHaveProperty('merge')
    expect(readFileSync(join(scratch, 'map', 'table.csv'), 'utf8')).toMatch(
      /^sigmaW,sigmaB,width,order/
    )
    // More statistics later: only these are drawn.
    writeCampaign(scratch, 'single', { ensemble: { ...single.ensemble, bags: 18 } })
    await submit(paths[1], 2)
    await ended()
    expect(drawnByTasks(paths[1])).toBe(18)
    expect(await status(paths[1])).toMatchObject({ storedBags: 18, merged: true })
    // And what was drawn otherwise, in the place of the cluster, is merged by a job alone.
    writeCampaign(scratch, 'single', { ensemble: { ...single.ensemble, bags: 19 } })
    await successful(['run', paths[1]])
    expect(await status(paths[1])).toMatchObject({ storedBags: 19, merged: false })
    const alone = await submit(paths[1], 2)
    expect(alone).toMatchObject({ submitted: 0, jobs: [], merge: expect.stringMatching(/^\d+$/) })
    await ended()
    expect(await status(paths[1])).toMatchObject({ merged: true })
  })

  it('loses and changes nothing when tasks and nodes are killed, the controller is restarted and tasks run twice', async () => {
    const path = writeCampaign(scratch, 'long', long)
    const { jobs } = await submit(path, 4)
    const [job] = jobs
    // A task that waits cannot be put back into the queue.
    await slurm.queue((lines) => [1, 2].every((task) => lines.includes(`${job}_${task} RUNNING`)))
    await slurm.call('scancel', `${job}_1`)
    await slurm.call('scontrol', 'requeue', `${job}_2`)
    await slurm.kill('slurmd.n2')
    // The controller is restarted: killed, it would forget what it was last told.
    await slurm.kill('slurmctld', 'SIGTERM')
    // Twice at the same time, once by hand.
    const again = successful(['run', path, '--shard', '3/4'])
    await slurm.startController()
    await slurm.startNode('n2')
    await again
    await ended()
    const { failed } = await status(path)
    // One that was killed before it said anything has no reason.
    for (const { reason } of failed) expect(reason ?? 'CANCELLED').toMatch(/CANCELLED|interrupted/)
    await submit(path, 4)
    await ended()
    expect(await status(path)).toMatchObject({ storedBags: 24, done: 4, failed: [] })
    // The job that merges may have come before the last task.
    await successful(['merge', path])
    expect(results(path)).toEqual(await localResults(long))
  })

  it.each([
    [
      'an unknown partition names those there are',
      ['--partition=night'],
      /sbatch: .*invalid partition.*state one of those here, main, as "--partition=NAME" in the campaign's "sbatch"/s
    ],
    [
      'an option that Slurm does not know is told',
      ['--speed=fast'],
      /sbatch: .*unrecognized option/s
    ]
  ])('%s', async (_, sbatch, message) => {
    const path = writeCampaign(scratch, 'partition', { ...map, sbatch })
    const { code, err } = await campaign(['submit', path], slurm.environment)
    expect(err).toMatch(message)
    expect(code).toBe(1)
  })

  it('is not submitted in a second version while the first is in the queue', async () => {
    const path = writeCampaign(scratch, 'changed', { ...map, sbatch: ['--hold'] })
    const { jobs, merge } = await submit(path, 2)
    writeCampaign(scratch, 'changed', { ...map, grid: { sigmaW: [1, 2] } })
    const { code, err } = await campaign(['submit', path], slurm.environment)
    expect(err).toMatch(new RegExp(`another version of this campaign.*scancel .*${jobs[0]}`))
    expect(code).toBe(1)
    await slurm.call('scancel', ...jobs, merge)
    await ended()
  })
})
