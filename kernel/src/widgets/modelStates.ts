type State = Readonly<Record<string, unknown>>

const base = { module: '@jupyter-widgets/base', version: '2.0.0' }
const controls = { module: '@jupyter-widgets/controls', version: '2.0.0' }
const output = { module: '@jupyter-widgets/output', version: '1.0.0' }
const anywidget = { module: 'anywidget', version: '~0.11.*' }

interface Package {
  readonly module: string
  readonly version: string
}

/** Fields that say which classes of the frontend hold and show a model. */
function classes(model: string, view: string, of: Package, viewOf: Package = of): State {
  return {
    _model_module: of.module,
    _model_module_version: of.version,
    _model_name: model,
    _view_count: null,
    _view_module: viewOf.module,
    _view_module_version: viewOf.version,
    _view_name: view
  }
}

/** Fields with nothing in them. */
const empty = (...names: string[]): State => Object.fromEntries(names.map((name) => [name, null]))

const widget = { _dom_classes: [], tabbable: null, tooltip: null }
const described = { description: '', description_allow_html: false }
const control = (name: string, view = name): State => ({
  ...widget,
  ...classes(`${name}Model`, `${view}View`, controls)
})
const slider = (name: string): State => ({
  ...control(name),
  ...described,
  behavior: 'drag-tap',
  continuous_update: true,
  disabled: false,
  orientation: 'horizontal',
  readout: true,
  readout_format: '.4~g'
})
const box = (name: string): State => ({ ...control(name), box_style: '', children: [] })
const pages = (name: string): State => ({ ...box(name), selected_index: null, titles: [] })

/** The states of new models, in the form of ipywidgets 8. */
export const modelStates = {
  slider: slider('FloatSlider'),
  rangeSlider: slider('FloatRangeSlider'),
  logSlider: { ...slider('FloatLogSlider'), base: 10 },
  select: { ...control('Dropdown'), ...described, disabled: false },
  toggle: { ...control('Checkbox'), ...described, disabled: false, indent: true },
  text: {
    ...control('Text'),
    ...described,
    continuous_update: true,
    disabled: false,
    placeholder: '\u200b'
  },
  number: {
    ...control('FloatText'),
    ...described,
    continuous_update: false,
    disabled: false,
    step: null
  },
  button: { ...control('Button'), button_style: '', description: '', disabled: false, icon: '' },
  progress: {
    ...control('FloatProgress', 'Progress'),
    ...described,
    bar_style: '',
    orientation: 'horizontal'
  },
  output: { ...widget, ...classes('OutputModel', 'OutputView', output), msg_id: '', outputs: [] },
  hbox: box('HBox'),
  vbox: box('VBox'),
  tabs: pages('Tab'),
  accordion: pages('Accordion'),
  widget: { ...widget, ...classes('AnyModel', 'AnyView', anywidget) }
} as const

/** Kinds of widgets. */
export type WidgetKind = keyof typeof modelStates

const kinds = new Map(
  Object.entries(modelStates).map(([kind, state]) => [(state as State)['_model_name'], kind])
)

/** The kind of widget that a model is. */
export function kindOf({ _model_name }: State): string {
  return kinds.get(_model_name) ?? 'widget'
}

const style = (name: string, fields: State): State => ({
  ...classes(`${name}StyleModel`, 'StyleView', controls, base),
  ...fields
})
const description = { description_width: '' }
const font = empty(
  'font_family',
  'font_size',
  'font_style',
  'font_variant',
  'font_weight',
  'text_color',
  'text_decoration'
)
const sliderStyle = style('Slider', { ...description, handle_color: null })
const textStyle = style('Text', {
  ...description,
  ...empty('background', 'font_size', 'text_color')
})

/** The models of the looks of a control. */
export const styleStates: Readonly<Partial<Record<WidgetKind, State>>> = {
  slider: sliderStyle,
  rangeSlider: sliderStyle,
  logSlider: sliderStyle,
  select: style('Description', description),
  toggle: style('Checkbox', { ...description, background: null }),
  text: textStyle,
  number: style('Description', description),
  button: style('Button', { ...font, button_color: null }),
  progress: style('Progress', { ...description, bar_color: null })
}

/** The model of sizes and places. */
export const layoutState: State = {
  ...classes('LayoutModel', 'LayoutView', base),
  ...empty(
    ...['align_content', 'align_items', 'align_self', 'border_bottom', 'border_left'],
    ...['border_right', 'border_top', 'bottom', 'display', 'flex', 'flex_flow', 'grid_area'],
    ...['grid_auto_columns', 'grid_auto_flow', 'grid_auto_rows', 'grid_column', 'grid_gap'],
    ...['grid_row', 'grid_template_areas', 'grid_template_columns', 'grid_template_rows'],
    ...['height', 'justify_content', 'justify_items', 'left', 'margin', 'max_height', 'max_width'],
    ...['min_height', 'min_width', 'object_fit', 'object_position', 'order', 'overflow', 'padding'],
    ...['right', 'top', 'visibility', 'width']
  )
}
