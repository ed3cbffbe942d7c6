import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const build = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'build')
/** Where PyPI's name is not the module's. */
const distributions = new Map([['sklearn', 'scikit-learn']])

/** What starts a peer, or undefined, with a line that says why. @param {string} name @param {() => string} prepare */
export function optionalPeer(name, prepare) {
  try {
    return prepare()
  } catch (error) {
    console.log(`${name} is left out: ${/** @type {Error} */ (error).message.split('\n')[0]}`)
    return undefined
  }
}

/** The bench's own Python environment, in build/, with a library in it. @param {string} library */
export function pythonWith(library) {
  const environment = join(build, 'bench-venv')
  const python = join(environment, 'bin', 'python')
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', environment], { stdio: 'pipe' })
  try {
    execFileSync(python, ['-c', `import ${library}`], { stdio: 'pipe' })
  } catch {
    console.log(`installing ${library} into ${environment}`)
    execFileSync(python, ['-m', 'pip', 'install', '-q', distributions.get(library) ?? library], {
      stdio: 'pipe'
    })
  }
  return python
}
