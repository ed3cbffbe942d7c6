import { execFileSync } from 'node:child_process'
import { SetupError } from './steps.mjs'

const minimumNode = [20, 19]
const minimumPython = [3, 10]

export function checkNode() {
  if (atLeast(process.versions.node, minimumNode)) return
  throw new SetupError(
    `Node >= ${minimumNode.join('.')} is needed, this is ${process.versions.node}.\n` +
      '  Install a newer one, for example with: nvm install 20'
  )
}

/**
 * The newest suitable Python of the machine, with which `.venv` is made.
 * @returns {{ program: string, version: string }}
 */
export function findPython() {
  const names = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']
  const found = []
  for (const program of names) {
    const version = pythonVersion(program)
    if (version && atLeast(version, minimumPython)) return { program, version }
    if (version) found.push(`${program} is ${version}`)
  }
  throw new SetupError(
    `Python >= ${minimumPython.join('.')} is needed (${found.join(', ') || 'none found'}).\n` +
      '  Debian or Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python'
  )
}

/** @param {string} program */
export function pythonVersion(program) {
  try {
    const print = 'import platform; print(platform.python_version())'
    return execFileSync(program, ['-c', print], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    }).trim()
  } catch {
    // Not installed, or not a Python: the caller tries the next name and reports what it found.
    return undefined
  }
}

/**
 * @param {string} version
 * @param {number[]} minimum
 */
function atLeast(version, [major, minor]) {
  const [givenMajor, givenMinor] = version.split('.').map(Number)
  return givenMajor > major || (givenMajor === major && givenMinor >= minor)
}
