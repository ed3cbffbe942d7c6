// Slurm and GNU parallel for the tests of campaigns: those that are there, else installed here as the system's packages, by root alone.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './steps.mjs'

const programs = ['sbatch', 'squeue', 'slurmctld', 'slurmd', 'munged', 'parallel']

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

function isThere() {
  return programs.every((program) => folders.some((folder) => existsSync(join(folder, program))))
}

/**
 * Whether the tests may start a Slurm, and GNU parallel: without them, on a machine where nobody may install them, their tests are left out. Continuous
 * integration has to have one.
 * @returns {Promise<boolean>}
 */
export async function ensureSlurm() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    say('tests of campaigns on Slurm are left out: they need root on Linux')
    return false
  }
  if (!isThere() && existsSync('/usr/bin/apt-get')) {
    say('no Slurm or no GNU parallel found: installing both')
    try {
      await run('apt-get', ['update', '-qq'])
      await run('apt-get', [
        'install',
        '-y',
        '-qq',
        '--no-install-recommends',
        'slurm-wlm',
        'munge',
        'parallel'
      ])
    } catch (error) {
      if (process.env.CI) throw error
      say(`that did not work: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (!isThere())
    say(
      'tests of campaigns on Slurm are left out: no Slurm or GNU parallel (Debian: slurm-wlm, munge, parallel)'
    )
  return isThere()
}
