// JupyterLab without a server: the application, our extension, the kernel and the notebooks, as files.
import { createHash } from 'node:crypto'
import { cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkout, folders, projectEnvironment, projectPython } from '../setup/checkout.mjs'
import { run, runStep } from '../setup/steps.mjs'
import { writeBrowserPackages } from './browserPackages.mjs'

const requirements = join(dirname(fileURLToPath(import.meta.url)), 'requirements.txt')
const packages = join(checkout, 'build', 'site-packages')

const work = join(checkout, 'build', 'site-work')

/** Extensions that the pages load, each a folder as JupyterLab installs it. */
const extensions = [join(checkout, 'extension', 'labextension'), join(work, 'kernel')]

/** Kept out of the project's environment, which everyone sets up and few make the site with. */
function installPackages() {
  return runStep('packages of the site', {
    inputs: [requirements],
    outputs: [join(packages, 'jupyterlite_core', '__init__.py')],
    work: () => {
      rmSync(packages, { recursive: true, force: true })
      const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--no-deps']
      return run(projectPython(), [...pip, '--target', packages, '-r', requirements], {
        help: 'The packages come from PyPI: check the network and the proxy settings.'
      })
    }
  })
}

/** Light or dark as the reader's system, like the pages of the notebooks. */
const settings = { '@jupyterlab/apputils-extension:themes': { 'adaptive-theme': true } }

/** @param {string} folder where the application's files go */
export async function buildJupyterLite(folder) {
  await installPackages()
  for (const path of [folder, work]) rmSync(path, { recursive: true, force: true })
  cpSync(join(checkout, 'kernel', 'dist', 'browser'), join(work, 'kernel'), { recursive: true })
  writeBrowserPackages(join(work, 'kernel', 'static', 'packages'))
  writeFileSync(join(work, 'overrides.json'), JSON.stringify(settings))
  const options = [
    ...['--lite-dir', work, '--output-dir', folder, '--contents', folders.notebooks],
    ...['--apps', 'lab', '--no-sourcemaps', '--no-unused-shared-packages', '--force'],
    ...extensions.map((path) => `--LiteBuildConfig.federated_extensions=${path}`)
  ]
  await run(projectPython(), ['-m', 'jupyterlite_core', 'build', ...options], {
    // Where it keeps what it has made, for the next time.
    cwd: work,
    env: {
      ...projectEnvironment(),
      PYTHONPATH: [packages, process.env.PYTHONPATH].filter(Boolean).join(delimiter)
    }
  })
  configure(join(folder, 'jupyter-lite.json'))
  forgetSettings(join(folder, 'build', 'schemas', 'all.json'))
  readAnyAddress(join(folder, 'lab', 'index.html'))
  keepOffline(folder)
}

/** Where pages keep what their reader changes, in this order: a browser that refuses to keep it still shows them. */
const storageDrivers = ['asyncStorage', 'localStorageWrapper', 'memoryStorageDriver']

/** Sets what the pages are to do. @param {string} file the application's configuration */
function configure(file) {
  const document = JSON.parse(readFileSync(file, 'utf8'))
  Object.assign(document['jupyter-config-data'], {
    appName: 'NNQFT',
    disabledExtensions: ['@jupyterlab/terminal-extension'],
    defaultKernelName: 'nnqft',
    exposeAppInBrowser: true,
    enableMemoryStorage: true,
    contentsStorageDrivers: storageDrivers,
    settingsStorageDrivers: storageDrivers,
    workspacesStorageDrivers: storageDrivers
  })
  writeFileSync(file, JSON.stringify(document))
}

/** Plugins of pages that the site does not have, and of terminals, which need a server. */
const absent =
  /^@jupyter-notebook\/|^@jupyterlite\/repl-extension:|^@jupyterlab\/terminal-extension:/

/**
 * Leaves out settings of plugins that are not there: at each start JupyterLab makes a check of every schema that it is given.
 * @param {string} file where it finds them
 */
function forgetSettings(file) {
  /** @type {{ id: string }[]} */
  const settings = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(settings.filter(({ id }) => !absent.test(id))))
}

/** Has a page open whatever its address is. @param {string} page its file */
function readAnyAddress(page) {
  const script = readFileSync(join(dirname(requirements), 'address.js'), 'utf8')
  const text = readFileSync(page, 'utf8')
  writeFileSync(
    page,
    text.replace(/<script\b/, (first) => `<script>\n${script}</script>\n${first}`)
  )
}

/** What no page asks for, and what the browser keeps by itself. Schemas are asked for together, in one file. */
const spare =
  /^service-worker\.js$|\.map$|LEGAL\.txt$|(?:licenses|package|install)\.json$|\/schemas\/.*\/|^rspack|schema\.v0\.json$|\.(?:eot|ttf)$|\.ipynb\.html$/

/**
 * Has the browser keep all files at the first visit, so that the pages start faster and without a network afterwards: our
 * service worker comes before that of JupyterLite.
 * @param {string} folder
 */
export function keepOffline(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !spare.test(file))
    .sort()
  const digest = createHash('sha256')
  for (const file of files) digest.update(file).update(readFileSync(join(folder, file)))
  renameSync(join(folder, 'service-worker.js'), join(folder, 'jupyterlite-service-worker.js'))
  const text = readFileSync(join(dirname(requirements), 'serviceWorker.js'), 'utf8')
  const version = digest.digest('hex').slice(0, 16)
  writeFileSync(join(folder, 'version.txt'), version)
  writeFileSync(
    join(folder, 'service-worker.js'),
    text.replace('self.siteFiles', JSON.stringify({ version, files }))
  )
}
