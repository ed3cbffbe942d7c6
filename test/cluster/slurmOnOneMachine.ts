import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, vi } from 'vitest'

const execute = promisify(execFile)

/** Waits until a value is as wanted; as long as only a hang takes. */
function until<T>(value: () => T, check: (value: Awaited<T>) => void): Promise<void> {
  return vi.waitFor(async () => check(await value()), { timeout: 240_000, interval: 100 })
}

/** A Slurm of its own with two nodes of two cores, all on this machine: real daemons, in a folder below the system's for temporary files. */
export class SlurmOnOneMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'nnqft-slurm-'))
  readonly environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${process.env.PATH}:/usr/sbin`,
    SLURM_CONF: join(this.folder, 'slurm.conf')
  }

  static async start(): Promise<SlurmOnOneMachine> {
    const slurm = new SlurmOnOneMachine()
    try {
      await slurm.startDaemons()
      return slurm
    } catch (error) {
      await slurm.stop()
      throw error
    }
  }

  private async startDaemons(): Promise<void> {
    await this.configure()
    const key = join(this.folder, 'munge.key')
    writeFileSync(key, randomBytes(64), { mode: 0o600 })
    const files = ['socket', 'pid-file', 'log-file', 'seed-file'].map(
      (option) => `--${option}=${join(this.folder, `munge.${option}`)}`
    )
    await this.call('munged', '--force', `--key-file=${key}`, ...files)
    await this.startController()
    for (const node of ['n1', 'n2']) await this.startNode(node)
    await this.nodesAre('idle')
  }

  private async configure(): Promise<void> {
    chmodSync(this.folder, 0o755)
    const at = (name: string) => join(this.folder, name)
    for (const name of ['state', 'spool.n1', 'spool.n2']) mkdirSync(at(name))
    const [controller, ...nodes] = await freePorts(3)
    const lines = [
      'ClusterName=nnqft',
      `SlurmctldHost=${hostname()}(127.0.0.1)`,
      'SlurmUser=root',
      'SlurmdUser=root',
      'AuthType=auth/munge',
      `AuthInfo=socket=${at('munge.socket')}`,
      'ProctrackType=proctrack/pgid',
      'TaskPlugin=task/none',
      'JobAcctGatherType=jobacct_gather/none',
      'AccountingStorageType=accounting_storage/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_Core',
      'ReturnToService=2',
      'KillWait=10',
      // An array has four tasks at most, so that eight take two.
      'MaxArraySize=5',
      `StateSaveLocation=${at('state')}`,
      `SlurmctldPidFile=${at('slurmctld.pid')}`,
      `SlurmctldPort=${controller}`,
      `SlurmctldLogFile=${at('slurmctld.log')}`,
      `SlurmdSpoolDir=${at('spool.%n')}`,
      `SlurmdPidFile=${at('slurmd.%n.pid')}`,
      `SlurmdLogFile=${at('slurmd.%n.log')}`,
      ...nodes.map(
        (port, i) =>
          `NodeName=n${i + 1} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${port} CPUs=2`
      ),
      'PartitionName=main Nodes=n1,n2 Default=YES State=UP MaxTime=INFINITE'
    ]
    writeFileSync(at('slurm.conf'), `${lines.join('\n')}\n`)
  }

  /** Standard output of a program with this Slurm's configuration. */
  async call(program: string, ...args: string[]): Promise<string> {
    return (await execute(program, args, { env: this.environment })).stdout
  }

  async startController(): Promise<void> {
    await this.call('slurmctld', '-f', this.environment.SLURM_CONF!)
    await until(
      () => this.call('scontrol', 'ping').catch(String),
      (text) => expect(text).toMatch(/is UP/)
    )
  }

  async startNode(node: string): Promise<void> {
    await this.call('slurmd', '-N', node, '-f', this.environment.SLURM_CONF!)
  }

  async nodesAre(state: string): Promise<void> {
    await until(
      () => this.call('sinfo', '--noheader', '--Node', '--format=%T'),
      (states) => expect(states).toBe(`${state}\n${state}\n`)
    )
  }

  /** Ends a daemon (`slurmctld`, `slurmd.n1`, …) and waits until it is gone. */
  async kill(daemon: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const pid = Number(readFileSync(join(this.folder, `${daemon}.pid`), 'utf8'))
    process.kill(pid, signal)
    await until(
      () => isRunning(pid),
      (running) => expect(running).toBe(false)
    )
  }

  /** The queue, as lines of job and state. */
  private async queued(): Promise<string[]> {
    const text = await this.call('squeue', '--noheader', '--array', '--format=%i %T')
    return text.split('\n').filter((line) => line !== '')
  }

  /** Waits until the queue is as wanted. */
  async queue(wanted: (lines: readonly string[]) => boolean): Promise<void> {
    await until(
      () => this.queued(),
      (lines) => expect(lines).toSatisfy(wanted)
    )
  }

  /** Waits until the queue is empty; tasks that were put back, which Slurm lets wait for two minutes, start at once. */
  async queueEnds(): Promise<void> {
    await until(
      async () => {
        const lines = await this.queued()
        for (const line of lines.filter((line) => line.endsWith(' PENDING'))) {
          const change = ['update', `JobId=${line.split(' ')[0]}`, 'StartTime=now']
          // One that starts meanwhile need not be told.
          await this.call('scontrol', ...change).catch(() => undefined)
        }
        return lines
      },
      (lines) => expect(lines).toEqual([])
    )
  }

  async stop(): Promise<void> {
    await this.call('scancel', '--user=root').catch(() => undefined)
    const pids = ['slurmd.n1.pid', 'slurmd.n2.pid', 'slurmctld.pid', 'munge.pid-file'].flatMap(
      (file) => {
        const path = join(this.folder, file)
        // One that never started leaves nothing to end.
        return existsSync(path) ? [Number(readFileSync(path, 'utf8'))] : []
      }
    )
    for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGTERM')
    await until(
      () => pids.filter(isRunning),
      (running) => expect(running).toEqual([])
    )
    // Steps that are still being ended write there a little longer.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 100, retryDelay: 100 })
  }
}

function isRunning(pid: number): boolean {
  try {
    // The state of a zombie, whose parent has not asked for it yet, is Z.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

/** A file system in memory of a size, in kilobytes, that can be filled and made read-only. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'nnqft-disk-'))

  constructor(kilobytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', this.folder])
  }

  /** Mounts it anew with other options, such as `ro` or `size=10m`. */
  remount(options: string): void {
    execFileSync('mount', ['-o', `remount,${options}`, this.folder])
  }

  remove(): void {
    execFileSync('umount', ['-l', this.folder])
    rmSync(this.folder, { recursive: true, force: true })
  }
}
