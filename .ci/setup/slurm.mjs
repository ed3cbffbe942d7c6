// Slurm for the tests of campaigns: one that is there, else one that is installed here as the system's packages, by root alone.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './steps.mjs'

const programs = ['sbatch', 'squeue', 'slurmctld', 'slurmd', 'munged']

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

function isThere() {
  return programs.every((program) => folders.some((folder) => existsSync(join(folder, program))))
}

/**
 * Whether the tests may start a Slurm: without one, on a machine where nobody may install it, its tests are left out. Continuous
 * integration has to have one.
 * @returns {boolean}
 */
export function ensureSlurm() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    say('tests of campaigns on Slurm are left out: they need root on Linux')
    return false
  }
  if (!isThere() && existsSync('/usr/bin/apt-get')) {
    say('no Slurm found: installing one')
    try {
      run('apt-get', ['update', '-qq'])
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'slurm-wlm', 'munge'])
    } catch (error) {
      if (process.env.CI) throw error
      say(`that did not work: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (!isThere())
    say('tests of campaigns on Slurm are left out: no Slurm (Debian: slurm-wlm, munge)')
  return isThere()
}
