// Runs in the reader's browser: puts the live figure in the place of each picture and follows the
// theme. Expressions are interpreted, so that the page works under a strict content security policy.
import { expressionInterpreter } from 'vega-interpreter'
import { parse, View } from 'vega'
import { compile } from 'vega-lite'

const button = /** @type {HTMLButtonElement} */ (document.querySelector('#theme'))
const systemDark = matchMedia('(prefers-color-scheme: dark)')

function isDark() {
  const chosen = document.documentElement.dataset.theme
  return chosen ? chosen === 'dark' : systemDark.matches
}

/** @param {Element} picture */
async function draw(picture) {
  const source = picture.parentElement?.querySelector('script[type="application/json"]')
  const spec = JSON.parse(source?.textContent ?? '')
  const color = isDark() ? '#d7dbe0' : '#22262b'
  const line = isDark() ? '#5a626c' : '#c5cad0'
  const look = {
    background: 'transparent',
    view: { stroke: line },
    style: { cell: { stroke: line } },
    axis: {
      labelColor: color,
      titleColor: color,
      domainColor: line,
      tickColor: line,
      gridColor: line
    },
    legend: { labelColor: color, titleColor: color },
    header: { labelColor: color, titleColor: color },
    title: { color, subtitleColor: color },
    rule: { color }
  }
  const config = /** @type {Record<string, any>} */ ({ ...spec.config })
  for (const [part, values] of Object.entries(look)) {
    config[part] = typeof values === 'string' ? values : { ...config[part], ...values }
  }
  const { spec: compiled } = compile({ ...spec, config })
  const stage = document.createElement('div')
  const view = new View(parse(compiled, undefined, { ast: true }), {
    renderer: 'svg',
    expr: expressionInterpreter,
    hover: true
  })
  await view.initialize(stage).runAsync()
  picture.replaceChildren(stage)
}

async function drawAll() {
  // A figure that fails keeps its picture; the reason goes to the console as an unhandled rejection.
  await Promise.all(Array.from(document.querySelectorAll('.picture'), draw))
}

button.hidden = false
button.addEventListener('click', () => {
  document.documentElement.dataset.theme = isDark() ? 'light' : 'dark'
  void drawAll()
})
systemDark.addEventListener('change', () => void drawAll())
void drawAll()
