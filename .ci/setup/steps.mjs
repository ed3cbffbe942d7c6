// A set-up step runs only when what it depends on has changed since it last succeeded: the digest
// of its inputs is kept in a stamp file, written after the work.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { checkout, folders } from './checkout.mjs'

/** A missing prerequisite or a failed step: its message is all that the user needs to read. */
export class SetupError extends Error {}

/**
 * @param {string} name shown to the user, and the stamp's file name
 * @param {{ inputs: string[], outputs: string[], salt?: string, work: () => void | Promise<void> }} step
 *   files and folders read, files that must exist afterwards, further text the result depends on
 */
export async function runStep(name, { inputs, outputs, salt = '', work }) {
  const stamp = join(folders.stamps, name.replaceAll(' ', '-'))
  const digest = digestOf(inputs, salt)
  const done = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
  if (done && outputs.every((path) => existsSync(path))) {
    say(`${name}: up to date`)
    return
  }
  rmSync(stamp, { force: true })
  say(`${name} …`)
  const start = performance.now()
  await work()
  const missing = outputs.find((path) => !existsSync(path))
  if (missing) throw new SetupError(`${name} did not make ${relative(checkout, missing)}`)
  mkdirSync(folders.stamps, { recursive: true })
  writeFileSync(stamp, digest)
  say(`${name}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** @param {string} text */
export function say(text) {
  console.error(`[setup] ${text}`)
}

/**
 * Runs a program, its output passed on to the terminal's error stream: standard output belongs to
 * the command the user asked for.
 * @param {string} program
 * @param {string[]} args
 * @param {{ help?: string, env?: NodeJS.ProcessEnv, cwd?: string }} [options] advice added when it fails,
 *   environment and working folder
 * @returns {Promise<void>}
 */
export function run(program, args, { help = '', env = process.env, cwd = checkout } = {}) {
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 2, 2],
    // npm is a batch file on Windows.
    shell: process.platform === 'win32' && program === 'npm'
  })
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ reason) => {
      const command = [program, ...args].join(' ')
      reject(new SetupError(`"${command}" failed (${reason})${help && `\n  ${help}`}`))
    }
    child.once('error', ({ message }) => fail(message))
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else fail(signal ? `ended by ${signal}` : `exit code ${code}`)
    })
  })
}

/**
 * Steps that need nothing of each other, at the same time. If one fails the others still come to their end, and the first
 * failure is thrown.
 * @param {Promise<void>[]} steps
 */
export async function together(...steps) {
  const outcomes = await Promise.allSettled(steps)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/**
 * @param {string[]} paths
 * @param {string} salt
 */
function digestOf(paths, salt) {
  const hash = createHash('sha256').update(salt)
  for (const file of paths.flatMap(filesUnder)) {
    hash.update(relative(checkout, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/**
 * All files at or below a path, in a stable order, those that a build writes among its sources left
 * out; none if it does not exist.
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path)
      .filter((name) => !name.includes('.generated.'))
      .sort()
      .flatMap((name) => filesUnder(join(path, name)))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return [path]
    throw error
  }
}
