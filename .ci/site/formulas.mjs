// A plugin of TypeDoc: formulas of the docs, written as GitHub reads them, as MathML, which browsers draw by themselves, and links
// that name their files.
import { createRequire } from 'node:module'
import { tex } from '@mdit/plugin-tex'

/** @type {{ init(options: object): Promise<{ tex2mml(formula: string, options: { display: boolean }): string }> }} */
const mathJax = createRequire(import.meta.url)('mathjax')
const { tex2mml } = await mathJax.init({ loader: { load: ['input/tex'] } })

/**
 * @param {string} content
 * @param {boolean} display
 */
function render(content, display) {
  const math = tex2mml(content, { display })
  return display ? `<span class="formula">${math}</span>` : math
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  const readFormulas = (/** @type {import('markdown-it').default} */ parser) => {
    parser.use(tex, { render })
  }
  // Options that are set earlier are read anew.
  app.on('bootstrapEnd', () => app.options.setValue('markdownItLoader', readFormulas))
  // A server of files, or a disk, may show no page for a folder.
  app.renderer.on('endPage', (page) => {
    page.contents = page.contents?.replaceAll('href="../"', 'href="../index.html"')
  })
}
