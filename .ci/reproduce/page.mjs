import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { columns, summaryText } from './agreementTable.mjs'
import { agreementRows } from './figures.mjs'
import { checkout, folders } from '../setup/checkout.mjs'

const sources = join(dirname(fileURLToPath(import.meta.url)), 'page')

/**
 * @typedef {object} ExecutedNotebook
 * @property {string} name file name without extension
 * @property {import('./figures.mjs').Spec[]} figures
 * @property {string} [failure]
 */

/** @typedef {ExecutedNotebook & { title: string }} TitledNotebook its first heading */

/**
 * Writes index.html with all figures (live, or as pictures where scripts do not run), the table of
 * agreement and the provenance of the numbers, and the script and style sheet beside it. Nothing is
 * fetched from elsewhere: the folder can be put on any static server or opened from disk.
 *
 * @param {ExecutedNotebook[]} notebooks
 * @param {string} statistics what the run was, for the reader
 * @param {string} [folder] where the executed notebooks are
 */
export async function writePage(notebooks, statistics, folder = folders.reproduction) {
  const { agreementSummary } = await import('nnqft')
  await build({
    entryPoints: [join(sources, 'browser.mjs')],
    outfile: join(folder, 'page.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'linked',
    logLevel: 'error'
  })
  copyFileSync(join(sources, 'page.css'), join(folder, 'page.css'))
  const titled = notebooks.map((notebook) => ({ ...notebook, title: titleOf(notebook, folder) }))
  writeFileSync(join(folder, 'index.html'), pageOf(titled, statistics, agreementSummary))
}

/**
 * @param {TitledNotebook[]} notebooks
 * @param {string} statistics
 * @param {typeof import('nnqft').agreementSummary} agreementSummary
 */
function pageOf(notebooks, statistics, agreementSummary) {
  const rows = notebooks.flatMap(({ figures }) => agreementRows(figures))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>NNQFT: figures and their agreement</title>
<link rel="stylesheet" href="page.css">
</head>
<body>
<header>
<h1>NNQFT: random neural networks as quantum field theories</h1>
<button id="theme" type="button" hidden>Light or dark</button>
</header>
<main>
<p>Figures of H. Erbin's talk at String Data 2021 and of its paper,
<a href="https://arxiv.org/abs/2108.01403">arXiv:2108.01403</a>, computed anew, with exact values beside every
measurement. ${escapeHtml(statistics)}. ${escapeHtml(summaryText(agreementSummary(rows)))} Where the tail of a distribution is not sampled,
the notebooks explain why.</p>
<nav aria-label="Notebooks"><ol>
${notebooks.map((notebook) => `<li><a href="#${notebook.name}">${escapeHtml(notebook.title)}</a></li>`).join('\n')}
</ol><p><a href="#agreement">Table of agreement</a> · <a href="#provenance">Provenance</a></p></nav>
${notebooks.map(sectionOf).join('\n')}
<h2 id="agreement">Table of agreement</h2>
${tableOf(rows)}
<h2 id="provenance">Provenance</h2>
${versionsOf(notebooks)}
</main>
<script src="page.js"></script>
</body>
</html>
`
}

/** @param {TitledNotebook} notebook */
function sectionOf({ name, title, figures, failure }) {
  return `<section aria-labelledby="${name}">
<h2 id="${name}">${escapeHtml(title)}</h2>
<p>Notebook with text and code: <a href="${name}.html">as a page</a>, <a href="${name}.ipynb">as a file</a>.</p>
${failure ? `<p class="disagrees">A cell failed.</p><pre>${escapeHtml(failure)}</pre>` : ''}
${figures.map(figureOf).join('\n')}
</section>`
}

/** @param {import('./figures.mjs').Spec} spec */
function figureOf(spec) {
  const { figure, title, provenance } = spec.usermeta.nnqft
  const rows = agreementRows([spec])
  const data = JSON.stringify(spec).replaceAll('<', '\\u003c')
  return `<figure>
<div class="picture" role="region" tabindex="0" aria-label="${escapeHtml(title)}"><img src="${figure}.svg" alt="${escapeHtml(spec.description)}"></div>
<script type="application/json">${data}</script>
<figcaption>${escapeHtml(spec.description)} <a href="${figure}.svg">SVG</a> · <a href="${figure}.png">PNG</a></figcaption>
${rows.length > 0 ? `<details><summary>Measured and exact (${rows.length} numbers)</summary>${tableOf(rows)}</details>` : ''}
<details><summary>Parameters, seed and hash</summary><pre>${escapeHtml(JSON.stringify(provenance, null, 2))}</pre></details>
</figure>`
}

/** @param {import('./figures.mjs').Row[]} rows */
function tableOf(rows) {
  const head = columns.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('')
  const body = rows.map((row) => {
    const cells = columns.map(({ text, number }) => {
      const kind = number ? ' class="number"' : ''
      return `<td${kind}>${escapeHtml(text(row))}</td>`
    })
    const verdict = cells.length - 1
    const name = row.verdict.replaceAll(' ', '-')
    cells[verdict] = `<td class="${name}">${escapeHtml(row.verdict)}</td>`
    return `<tr>${cells.join('')}</tr>`
  })
  return `<div class="scroll" role="region" tabindex="0" aria-label="Measured and exact numbers"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`
}

/** @param {ExecutedNotebook[]} notebooks */
function versionsOf(notebooks) {
  const specs = notebooks.flatMap(({ figures }) => figures)
  const versions = { ...specs[0]?.usermeta.nnqft.provenance.versions, node: process.versions.node }
  const commit = commitOf()
  const software = [
    ...Object.entries(versions).map(([name, version]) => `${name} ${version}`),
    ...(commit ? [`commit ${commit}`] : [])
  ]
  const rows = specs.map(({ usermeta: { nnqft } }) => {
    const { parameters, hash } = nnqft.provenance
    return `<tr><td>${escapeHtml(nnqft.figure)}</td><td>${escapeHtml(parameters.seed ?? '')}</td><td><code>${escapeHtml(hash)}</code></td></tr>`
  })
  return `<p>${escapeHtml(software.join(', '))}. The same parameters and seed give the same numbers, bit by bit; the hash is SHA-256 of the
rows that a figure draws, the ensembles that were sampled for it, and the versions of library and sampler.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Seeds and hashes"><table>
<thead><tr><th scope="col">figure</th><th scope="col">seed</th><th scope="col">hash</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`
}

/** The commit of the checkout; a copy without its history has none. */
function commitOf() {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: checkout, encoding: 'utf8' })
  return stdout?.trim()
}

/** First heading of the executed notebook. @param {ExecutedNotebook} notebook @param {string} folder */
function titleOf({ name }, folder) {
  const { cells } = JSON.parse(readFileSync(join(folder, `${name}.ipynb`), 'utf8'))
  const text = [cells[0]?.source ?? ''].flat().join('')
  return /^# (.*)$/m.exec(text)?.[1] ?? name
}

/** @param {unknown} value */
function escapeHtml(value) {
  const names = /** @type {Record<string, string>} */ ({
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;'
  })
  return String(value).replace(/[&<>"]/g, (character) => names[character] ?? character)
}
