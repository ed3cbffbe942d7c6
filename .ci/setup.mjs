// Sets up everything in this checkout: npm packages, Python environment, the three products, and
// their registration for Jupyter. Safe to repeat; quick when nothing has changed.
//   node .ci/setup.mjs [--browser]
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, folders, projectEnvironment, projectPython } from './setup/checkout.mjs'
import { checkNode, findPython, pythonVersion } from './setup/prerequisites.mjs'
import { run, runStep, SetupError, together } from './setup/steps.mjs'

const at = (/** @type {string[]} */ ...parts) => join(checkout, ...parts)

function installPackages() {
  return runStep('npm packages', {
    inputs: [
      at('package-lock.json'),
      at('package.json'),
      ...['lib', 'kernel', 'extension'].map((workspace) => at(workspace, 'package.json'))
    ],
    outputs: [at('node_modules', '.package-lock.json')],
    salt: process.version,
    work: () =>
      run('npm', ['ci', '--no-audit', '--no-fund'], {
        help: 'The packages come from the npm registry: check the network and the proxy settings.'
      })
  })
}

async function installPythonEnvironment() {
  if (process.env.NNQFT_PYTHON) {
    if (!pythonVersion(process.env.NNQFT_PYTHON)) {
      throw new SetupError(`NNQFT_PYTHON names ${process.env.NNQFT_PYTHON}, which does not run`)
    }
    await run(process.env.NNQFT_PYTHON, ['-c', 'import jupyterlab, nbclient, nbconvert'], {
      help: 'NNQFT_PYTHON needs the packages of requirements.txt: python -m pip install -r requirements.txt'
    })
    return
  }
  const { program, version } = findPython()
  await runStep('Python environment', {
    inputs: [at('requirements.txt')],
    outputs: [projectPython()],
    salt: version,
    work: async () => {
      rmSync(folders.virtualEnvironment, { recursive: true, force: true })
      await run(program, ['-m', 'venv', folders.virtualEnvironment], {
        help: 'Debian or Ubuntu keep venv in a package of its own: sudo apt-get install python3-venv'
      })
      await run(
        projectPython(),
        ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', 'requirements.txt'],
        { help: 'The packages come from PyPI: check the network and the proxy settings.' }
      )
    }
  })
}

/** @param {string} workspace @param {string[]} sources @param {string[]} outputs */
function buildProduct(workspace, sources, outputs) {
  return runStep(`build of ${workspace}`, {
    inputs: [
      ...sources.map((path) => at(workspace, path)),
      at('package-lock.json'),
      at('tsconfig.json')
    ],
    outputs: outputs.map((path) => at(workspace, path)),
    work: () => run(process.execPath, [at(workspace, 'build.mjs')])
  })
}

async function buildProducts() {
  await buildProduct(
    'lib',
    ['src', 'assembly', 'bin', 'build.mjs'],
    ['dist/index.js', 'dist/index.d.ts']
  )
  await buildProduct('kernel', ['src', 'bin', 'build.mjs'], ['dist'])
  await buildProduct(
    'extension',
    ['src', 'style', 'schema', 'build.mjs', 'package.json', '../lib/src'],
    ['labextension/package.json']
  )
}

async function register() {
  await runStep('registration of kernel and extension', {
    inputs: [
      at('kernel', 'src', 'install'),
      at('kernel', 'package.json'),
      // Installing also makes the startup snapshot of this build, under a name that depends on these.
      at('kernel', 'dist', 'snapshotMain.cjs'),
      at('kernel', 'src', 'language', 'startupSnapshot.ts'),
      at('package-lock.json')
    ],
    outputs: [at('.jupyter', 'kernels', 'nnqft', 'kernel.json')],
    salt: `${checkout} ${process.execPath}`,
    work: () => {
      const destination = ['--jupyter-path', folders.jupyter, '--packages', checkout]
      const kernel = at('kernel', 'bin', 'nnqft-kernel.js')
      return run(process.execPath, [kernel, 'install', ...destination], {
        env: projectEnvironment()
      })
    }
  })
  linkExtension()
}

/** JupyterLab reads the built extension in place, so that a rebuild needs no second copy. */
function linkExtension() {
  const parent = join(folders.jupyter, 'labextensions')
  const link = join(parent, 'jupyterlab-nnqft')
  const built = at('extension', 'labextension')
  rmSync(link, { recursive: true, force: true })
  mkdirSync(parent, { recursive: true })
  try {
    symlinkSync(built, link, 'dir')
  } catch {
    // Windows grants links only to administrators: a copy serves as well.
    cpSync(built, link, { recursive: true })
  }
  if (!existsSync(join(link, 'package.json'))) throw new SetupError(`${link} is incomplete`)
}

try {
  checkNode()
  // Python is JupyterLab's alone: packages come and products are made meanwhile.
  await together(installPythonEnvironment(), installPackages().then(buildProducts))
  await register()
  if (process.argv.includes('--browser')) {
    const { ensureBrowser } = await import('./setup/browser.mjs')
    await ensureBrowser()
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`[setup] ${error.message}`)
  process.exit(1)
}
