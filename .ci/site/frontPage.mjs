// The first page of the site: what it is, and each notebook to read or to run.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { checkout } from '../setup/checkout.mjs'

/** File of the pages' icon: browsers that are told of none ask the server's root for one. */
export const icon = 'icon.svg'

/**
 * @param {string} folder
 * @param {string[]} notebooks their paths
 */
export function writeFrontPage(folder, notebooks) {
  const picture = 'deviation-means.svg'
  copyFileSync(join(checkout, 'docs', picture), join(folder, picture))
  copyFileSync(join(checkout, 'kernel', 'logo', 'logo-svg.svg'), join(folder, icon))
  copyFileSync(new URL('frontPage.css', import.meta.url), join(folder, 'page.css'))
  const items = notebooks.map((path) => {
    const name = basename(path, '.ipynb')
    const run = needsNode(path)
      ? 'runs in Node alone'
      : `<a href="${runAddress(path).replaceAll('&', '&amp;')}">Run</a>`
    return `<li>${headingOf(path)}<br><a href="notebooks/${name}.html">Read</a> · ${run}</li>`
  })
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>NNQFT: random neural networks as quantum field theories</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="page.css">
</head>
<body>
<main>
<h1>Random neural networks as quantum field theories</h1>
<p>Green functions, couplings and renormalization group flows of random networks, measured by Monte Carlo next to
their exact values. Every notebook can be read as a page, and those with a link to run changed and run in the browser: nothing is installed, nothing leaves this site.</p>
<p><a href="docs/index.html">Documentation and reference, with search</a> · <a href="lab/lab/index.html">JupyterLab in the browser</a></p>
<div class="picture" tabindex="0"><img src="${picture}" alt="Mean deviation against width: measured points, exact curves, background"></div>
<h2>Notebooks</h2>
<ol>
${items.join('\n')}
</ol>
</main>
</body>
</html>
`
  )
}

/** Where a notebook runs in the browser, in a workspace of its own, below the site. @param {string} path */
export function runAddress(path) {
  const name = basename(path)
  return `lab/lab/index.html?path=${name}&workspace=${name}`
}

/** Whether a notebook draws into files, which a browser does not have for it. @param {string} path */
export function needsNode(path) {
  return JSON.parse(readFileSync(path, 'utf8')).metadata.nnqft.needs === 'node'
}

/** First heading of a notebook, as HTML. @param {string} path */
function headingOf(path) {
  const { cells } = JSON.parse(readFileSync(path, 'utf8'))
  const text = [cells[0].source].flat().join('')
  const heading = /^# (.*)$/m.exec(text)?.[1] ?? basename(path, '.ipynb')
  return heading.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
