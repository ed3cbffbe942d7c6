import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import { expect, test } from 'vitest'
import { exportedSymbols, program, sources } from './libraryProgram.js'

const checker = program.getTypeChecker()

/** Fields in which a result states how far off it may be. */
const stating = /^(error|errors|errorAt|\w+Errors?)$/

/** The sources as the checker writes paths. */
const library = sources.replaceAll('\\', '/')

/** Whether what a function returns, or promises, or lists, or a part of it, states an error. */
function states(type: ts.Type, depth = 4): boolean {
  const given = checker.getAwaitedType(type) ?? type
  if (depth === 0) return false
  if (given.isUnion()) return given.types.some((one) => states(one, depth))
  if (checker.isArrayType(given) || checker.isTupleType(given)) {
    return checker.getTypeArguments(given as ts.TypeReference).some((one) => states(one, depth - 1))
  }
  return given.getProperties().some((property) => {
    const { name, valueDeclaration: place } = property
    if (stating.test(name)) return true
    // The parts that the library has declared itself.
    if (!place?.getSourceFile().fileName.startsWith(library)) return false
    return states(checker.getTypeOfSymbolAtLocation(property, place), depth - 1)
  })
}

/** Public functions whose result states an error. */
const functions = [...exportedSymbols()].flatMap(([name, symbol]) => {
  const place = symbol.valueDeclaration
  // A figure shows the errors of what it was given.
  if (!place || place.getSourceFile().fileName.startsWith(`${library}/figures/`)) return []
  const signatures = checker.getTypeOfSymbolAtLocation(symbol, place).getCallSignatures()
  return signatures.some((signature) => states(signature.getReturnType())) ? [name] : []
})

/** Errors that no property over the domain holds, by what they are. */
const others = {
  // Standard errors of samples, whose coverage over many seeds is tested.
  sampled: [
    ...['meanDeviations', 'meanOverNetworks', 'greenFunctionDeviation'],
    ...['runningGreenFunction', 'measuredCouplings', 'measuredLocality', 'measuredConnected'],
    ...['measuredCoarsenedCoupling', 'measuredMass', 'measuredWidthScaling', 'measuredActiveFlow'],
    ...['measuredRunning', 'sampledTruncation', 'channelRatios', 'connectedFields'],
    ...['estimatorPoint', 'singletFluctuations', 'campaignRows', 'measuredInfraredCutoffFlow']
  ],
  // Those of parameters of fits.
  fitted: ['fitLine', 'fitPowerLaw'],
  // Rows of numbers that other functions made, with the errors that those state.
  made: [
    ...['exactCouplings', 'exactActiveFlow', 'neuronCumulants', 'covarianceEstimatesInPieces'],
    ...['schemeDistances', 'truncatedAction', 'compareWithExact', 'infraredCutoffFlow'],
    ...['coarseningComparison', 'microscopicTheory', 'schemeExponents']
  ]
}
const agreement = /Agreement$/

test('every public function that states an error of what it computes has a property test that holds it', () => {
  const folder = import.meta.dirname
  const properties = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => text.includes('fc.assert('))
  const held = (name: string) => {
    const call = new RegExp(`\\b${name}\\(`)
    return properties.some((text) => call.test(text))
  }
  const named = Object.values(others).flat()
  expect(functions).toEqual(expect.arrayContaining([...named, 'featureMoment', 'fixedPoint']))
  const unheld = functions.filter((name) => !held(name) && !agreement.test(name))
  expect(unheld.sort()).toEqual(named.sort())
})
