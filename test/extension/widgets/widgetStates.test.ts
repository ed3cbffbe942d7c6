import { expect, test } from 'vitest'
import { missingStates } from '../../../extension/src/widgets/widgetStates.js'

const view = (id: string) => ({
  output_type: 'display_data',
  data: { 'application/vnd.jupyter.widget-view+json': { model_id: id, version_major: 2 } }
})
const state = (fields: object) => ({ model_name: 'AnyModel', state: fields })

test('states are kept of the models that outputs show, of their parts, and of what an output widget holds', () => {
  const known = {
    box: state({ children: ['IPY_MODEL_slider', 'IPY_MODEL_output'], layout: 'IPY_MODEL_layout' }),
    slider: state({ value: 3, description: 'IPY_MODEL_nothing' }),
    layout: state({}),
    output: state({ outputs: [view('inner')] }),
    inner: state({ children: ['IPY_MODEL_box'] }),
    alone: state({ value: 1 })
  }
  const { alone, ...needed } = known
  expect(missingStates([view('box')], {}, known)).toEqual(needed)
  expect(missingStates([view('box'), view('alone')], known, {})).toEqual({})
  expect(missingStates([view('alone'), view('gone')], {}, known)).toEqual({ alone })
  // A saved model that names one which is not.
  expect(missingStates([view('box')], { box: known.box, slider: known.slider }, known)).toEqual({
    layout: known.layout,
    output: known.output,
    inner: known.inner
  })
  expect(missingStates([], {}, known)).toEqual({})
})
