// Makes the site in build/site/: a static folder for any web server, at any path. Its parts are made anew when
// what they are made of has changed.
//   node .ci/site.mjs
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { chooseNotebooks } from './reproduce/notebooks.mjs'
import { NotebookPages } from './reproduce/notebookPages.mjs'
import { checkout, folders } from './setup/checkout.mjs'
import { run, runStep, say, SetupError, together } from './setup/steps.mjs'
import { icon, needsNode, runAddress, writeFrontPage } from './site/frontPage.mjs'
import { buildJupyterLite } from './site/jupyterLite.mjs'

const at = (/** @type {string[]} */ ...parts) => join(checkout, ...parts)
const site = at('build', 'site')
const notebooks = chooseNotebooks([])

/** The docs and the reference, with one search over both. */
function buildDocumentation() {
  return runStep('documentation of the site', {
    inputs: [
      at('docs'),
      at('lib', 'src'),
      at('typedoc.json'),
      at('package-lock.json'),
      at('.ci', 'site')
    ],
    outputs: [join(site, 'docs', 'index.html')],
    work: () => {
      const documents = ['--projectDocuments', 'docs/*.md']
      const typedoc = at('node_modules', 'typedoc', 'bin', 'typedoc')
      return run(process.execPath, [typedoc, '--out', join(site, 'docs'), ...documents])
    }
  })
}

/** The executed notebooks as pages: what they hold is there before any program is. */
async function writeNotebookPages() {
  const folder = join(site, 'notebooks')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const pages = new NotebookPages(folder)
  for (const notebook of notebooks) {
    cpSync(notebook, join(folder, basename(notebook)))
    const links = [
      { text: 'All notebooks', href: '../index.html' },
      ...(needsNode(notebook) ? [] : [{ text: 'Run it', href: `../${runAddress(notebook)}` }])
    ]
    const addresses = { documents: '../docs/documents/NAME.html', icon: `../${icon}` }
    pages.write(basename(notebook), links, addresses)
  }
  await pages.close()
}

/** JupyterLab without a server. */
function buildLab() {
  return runStep('JupyterLab of the site', {
    inputs: [
      folders.notebooks,
      at('extension', 'labextension'),
      at('kernel', 'dist', 'browser'),
      at('lib', 'dist'),
      at('.ci', 'site')
    ],
    outputs: [join(site, 'lab', 'lab', 'index.html')],
    work: () => buildJupyterLite(join(site, 'lab'))
  })
}

try {
  mkdirSync(site, { recursive: true })
  await together(writeNotebookPages(), buildLab(), buildDocumentation())
  writeFrontPage(site, notebooks)
  say(`the site is in ${site}`)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`[site] ${error.message}`)
  process.exit(1)
}
