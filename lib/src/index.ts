/** Neural-network / quantum-field-theory correspondence: the public door of the library. */

// numerics
export { ParameterError } from './numerics/parameterError.js'
export { multisets } from './numerics/multisets.js'

// networks
export { ensemble, paperInputs, talkWidths } from './networks/ensemble.js'
export type { Ensemble, EnsembleParameters, NetworkName } from './networks/ensemble.js'
