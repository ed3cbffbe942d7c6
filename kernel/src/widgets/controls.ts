import { requireWidgetModule } from '../language/tslab/browserModule.js'
import { valueText } from '../language/valueText.js'
import { finite, requireFields } from './arguments.js'
import { layoutState, modelStates, styleStates, type WidgetKind } from './modelStates.js'
import { AnyWidget, Button, noForm, stateForm } from './eventWidgets.js'
import {
  booleanForm,
  boundedForm,
  exponentOf,
  logarithmicForm,
  numberForm,
  pageForm,
  rangeForm,
  textForm
} from './valueForms.js'
import { Choices, Select } from './select.js'
import { Widget } from './widget.js'
import type { WidgetModel, WidgetModels } from './widgetModels.js'

type State = Record<string, unknown>
type Looks = Pick<JupyterControlOptions, 'layout' | 'style'>

/** Names of the protocol have underscores. */
const underscored = (fields: Readonly<Record<string, string>> = {}): State =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value
    ])
  )

/** Fields that are given, without the absent ones. */
const given = (fields: State): State =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** So many characters of a description fit in the room that the frontend gives it. */
const usualDescription = 10

/** Looks of a control that show a description of so many characters, and leave the control its room. */
export function describedLooks(length: number): Looks {
  const more = length - usualDescription
  if (more <= 0) return {}
  const width = `calc(var(--jp-widgets-inline-width) + ${more}ch)`
  return { layout: { width }, style: { descriptionWidth: `${length}ch` } }
}

/** Looks of a control, with room for its description. */
const looksOf = ({ description, ...looks }: JupyterControlOptions = {}): Looks => {
  const { layout, style } = describedLooks(description?.length ?? 0)
  return { layout: { ...layout, ...looks.layout }, style: { ...style, ...looks.style } }
}

/** What has its description in it is as wide as that, where it does not fit. */
const filledLooks = ({ layout, ...looks }: JupyterControlOptions, most: number) => {
  const isLong = (looks.description?.length ?? 0) > most
  return { ...looks, layout: { ...(isLong && { width: 'max-content' }), ...layout } }
}

/** Opens the models of a widget: its looks first, because it names them. */
export function openParts(
  models: WidgetModels,
  kind: WidgetKind,
  fields: State,
  looks: Looks = {}
): [WidgetModel, ...WidgetModel[]] {
  const layout = models.open({ ...layoutState, ...underscored(looks.layout) })
  const styleState = styleStates[kind]
  const style = styleState && models.open({ ...styleState, ...underscored(looks.style) })
  const own = { ...modelStates[kind], ...given(fields), layout, ...(style && { style }) }
  return [models.open(own), layout, ...(style ? [style] : [])]
}

function common({ description, disabled, tooltip }: JupyterControlOptions): State {
  for (const [name, text] of Object.entries({ description, tooltip })) {
    if (text === undefined || typeof text === 'string') continue
    throw new TypeError(`${name} must be a string, got ${valueText(text)}`)
  }
  return { description, disabled, tooltip }
}

/** The ends of a range. @throws TypeError or RangeError if there is nothing between them */
function ends(options: { readonly min?: number; readonly max?: number }): [number, number] {
  requireFields('options', options)
  const [min, max] = [finite('min', options.min), finite('max', options.max)]
  if (min < max) return [min, max]
  throw new RangeError(`min must be less than max, got ${min} and ${max}`)
}

/** Fields of a slider. @throws TypeError or RangeError if its range is none */
function range(options: JupyterRangeOptions): State & { min: number; max: number; step: number } {
  const [min, max] = ends(options)
  const step = finite('step', options.step ?? stepOf(max - min))
  if (!(step > 0)) throw new RangeError(`step must be positive, got ${step}`)
  return {
    ...common(options),
    orientation: options.orientation,
    readout_format: options.readoutFormat ?? readoutFormat(min, max, step),
    continuous_update: options.continuous,
    ...{ min, max, step }
  }
}

/** A round number, 1, 2 or 5 times a power of ten: a hundredth of a range or a little less. */
export function stepOf(width: number): number {
  // The hundredth of a round range may lie just below one.
  const most = (width / 100) * (1 + 1e-12)
  const power = 10 ** Math.floor(Math.log10(most))
  const digit = [5, 2].find((digit) => digit * power <= most) ?? 1
  return Number((digit * power).toPrecision(1))
}

/** Writes all digits of the steps of a slider, where they are few; undefined leaves four to the frontend. */
function readoutFormat(min: number, max: number, step: number): string | undefined {
  const written = [min, step].map((number) => String(Number(number.toPrecision(12))))
  const decimals = written.map((text) => /^-?\d+(?:\.(\d+))?$/.exec(text))
  if (!decimals.every((found) => found !== null) || Math.max(-min, max) >= 1e9) return undefined
  return `.${Math.max(...decimals.map(([, digits = '']) => digits.length))}~f`
}

function pagesOf(pages: Readonly<Record<string, JupyterWidget<unknown>>>): State {
  requireFields('pages', pages)
  return { ...childrenOf(Object.values(pages)), titles: Object.keys(pages) }
}

function childrenOf(children: readonly JupyterWidget<unknown>[]): State {
  if (!Array.isArray(children)) {
    throw new TypeError(`children must be a list of widgets, got ${valueText(children)}`)
  }
  const wrong = [...children].find((child) => !((child as unknown) instanceof Widget))
  if (wrong !== undefined) throw new TypeError(`children must be widgets, got ${valueText(wrong)}`)
  return { children: [...children] }
}

type Controls = Omit<JupyterWidgets, 'isShown' | 'output' | 'interact'>

/** The makers of single widgets and of boxes. Their types are in types/widgets.d.ts. */
export function createControls(models: WidgetModels): Controls {
  const make = <Value>(
    kind: WidgetKind,
    fields: State,
    form: ConstructorParameters<typeof Widget<Value>>[2],
    looks?: JupyterControlOptions
  ): Widget<Value> => {
    return new Widget(models, openParts(models, kind, fields, looksOf(looks)), form)
  }
  return {
    slider(options) {
      const fields = range(options)
      const value = boundedForm.write(options.value ?? fields.min, fields)
      return make('slider', { ...fields, ...value }, boundedForm, options)
    },
    rangeSlider(options) {
      const fields = range(options)
      const value = rangeForm.write(options.value ?? [fields.min, fields.max], fields)
      return make('rangeSlider', { ...fields, ...value }, rangeForm, options)
    },
    logSlider(options) {
      const [low, high] = ends(options)
      const base = finite('base', options.base ?? 10)
      if (!(low > 0)) throw new RangeError(`min must be positive, got ${low}`)
      if (!(base > 1)) throw new RangeError(`base must be greater than 1, got ${base}`)
      const [min, max] = [exponentOf(low, base), exponentOf(high, base)]
      // The scale is one of exponents, what is read one of powers.
      const readout_format = options.readoutFormat
      const fields = { ...range({ ...options, min, max }), base, readout_format }
      const value = logarithmicForm.write(options.value ?? low, fields)
      return make('logSlider', { ...fields, ...value }, logarithmicForm, options)
    },
    select<Value>(options: SelectOptions<Value>) {
      const choices = new Choices(options.options)
      const index = options.value === undefined ? { index: 0 } : choices.chosen(options.value)
      const fields = { ...common(options), _options_labels: choices.labels, ...index }
      return new Select(models, openParts(models, 'select', fields, looksOf(options)), choices)
    },
    toggle(options = {}) {
      const value = booleanForm.write(options.value ?? false, {})
      const looks = filledLooks(options, 25)
      const parts = openParts(models, 'toggle', { ...common(options), ...value }, looks)
      return new Widget(models, parts, booleanForm)
    },
    text(options = {}) {
      const { placeholder, continuous: continuous_update } = options
      const value = textForm.write(options.value ?? '', {})
      const fields = { ...common(options), placeholder, continuous_update, ...value }
      return make('text', fields, textForm, options)
    },
    number(options = {}) {
      const value = numberForm.write(options.value ?? 0, {})
      const { step } = options
      if (step !== undefined && !(finite('step', step) > 0)) {
        throw new RangeError(`step must be positive, got ${step}`)
      }
      return make('number', { ...common(options), step, ...value }, numberForm, options)
    },
    button(options = {}) {
      const fields = { ...common(options), icon: options.icon }
      const looks = filledLooks(options, 15)
      return new Button(models, openParts(models, 'button', fields, looks), noForm)
    },
    progress(options = {}) {
      const [min, max] = ends({ min: options.min ?? 0, max: options.max ?? 1 })
      const value = boundedForm.write(options.value ?? min, { min, max })
      return make('progress', { ...common(options), min, max, ...value }, boundedForm, options)
    },
    hbox: (children) => make('hbox', childrenOf(children), pageForm),
    vbox: (children) => make('vbox', childrenOf(children), pageForm),
    tabs: (pages) => make('tabs', { ...pagesOf(pages), selected_index: 0 }, pageForm),
    accordion: (pages) => make('accordion', { ...pagesOf(pages), selected_index: 0 }, pageForm),
    widget({ esm, css, state, layout }) {
      if (typeof esm !== 'string') {
        throw new TypeError(`esm must be the text of a module, got ${valueText(esm)}`)
      }
      if (!isAddress(esm)) requireWidgetModule(esm)
      requireFields('state', state)
      const fields = { ...state, _esm: esm, _css: css, _anywidget_id: digestOf(esm, css) }
      return new AnyWidget(
        models,
        openParts(models, 'widget', fields, layout && { layout }),
        stateForm<typeof state>(Object.keys(state))
      )
    }
  }
}

/** The page loads a module from there itself. */
const isAddress = (esm: string) => /^https?:\/\//.test(esm)

/** Models with the same code share its style sheet in the page, others must not: a name by content (FNV-1a, 64 bits). */
function digestOf(esm: string, css = ''): string {
  let digest = 0xcbf29ce484222325n
  for (const character of JSON.stringify([esm, css])) {
    digest = BigInt.asUintN(64, (digest ^ BigInt(character.codePointAt(0)!)) * 0x100000001b3n)
  }
  return digest.toString(16)
}

type SelectOptions<Value> = JupyterControlOptions & {
  options: JupyterChoices<Value>
  value?: Value
}
