/** Where results come from: the subpath `nnqft/provenance`. */
export type { Provenance } from './provenance.js'
export type { Versions } from './provenance.js'
