/** Where results come from: the subpath `nnqft/provenance`. */
export type { Provenance } from './provenance.js'
