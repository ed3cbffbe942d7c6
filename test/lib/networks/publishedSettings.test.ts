import { describe, expect, it } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import {
  publishedCutoffs,
  publishedInputs,
  publishedSettings,
  type PublishedName
} from '../../../lib/src/networks/publishedSettings.js'

describe('published settings', () => {
  it('differ in the inputs of Erf-net alone', () => {
    for (const network of ['gauss', 'relu'] as const) {
      expect(publishedInputs('els', network)).toEqual(publishedInputs('hms', network))
    }
    expect(publishedInputs('hms', 'erf').flat()).toEqual([-1, -0.6, -0.2, 0.2, 0.6, 1])
    expect(publishedInputs('els', 'erf').flat()).toEqual([0.002, 0.004, 0.006, 0.008, 0.01, 0.012])
  })

  it('have the cutoffs and the list of sigmaW of the published code', () => {
    expect(publishedCutoffs('els', 'relu')).toEqual([50])
    expect(publishedCutoffs('els', 'erf')).toEqual([1e5])
    const running = publishedCutoffs('hms', 'erf')
    expect([running.length, running[0], running[20]]).toEqual([21, 7, 1e5])
    const { sigmaW } = publishedSettings.els
    expect(sigmaW.slice(0, 3)).toEqual([1, 1.5, 2])
    expect(sigmaW.slice(17)).toEqual([9.5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
  })

  it('by name are the same ensemble as by value', () => {
    const named = ensemble({ network: 'erf', inputs: 'els' })
    expect(named).toEqual(ensemble({ network: 'erf', inputs: publishedInputs('els', 'erf') }))
  })

  it('are refused where there are none', () => {
    expect(() => ensemble({ network: 'tanh', inputs: 'els' })).toThrow(
      "network must be one of 'gauss', 'relu', 'erf', for which 'els' has inputs"
    )
    expect(() => ensemble({ network: 'erf', inputs: 'kms' as PublishedName })).toThrow(
      'inputs must be a list of points, each a list of numbers, or one of hms, els'
    )
    expect(() => publishedCutoffs('els', 'gauss')).toThrow("one of 'relu', 'erf', for which 'els'")
    expect(() => publishedCutoffs('x' as PublishedName, 'gauss')).toThrow("must be 'hms' or 'els'")
  })
})
