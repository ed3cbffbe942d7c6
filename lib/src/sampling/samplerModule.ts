import { samplerBinary } from './samplerBinary.generated.js'

/** What the WASM sampler exports; `lib/assembly/index.ts` says what each one does. */
export interface SamplerExports {
  /** As Node's own types have it, which know no `WebAssembly`. */
  readonly memory: { readonly buffer: ArrayBuffer }
  configure(
    network: number,
    estimator: number,
    width: number,
    dimension: number,
    points: number,
    outputs: number,
    spaced: number,
    small: number,
    terms: number,
    bounded: number,
    biased: number,
    readoutBiased: number,
    laterLayers: number,
    orders: number
  ): void
  configureLayers(layers: number, widest: number, tables: number, tableOfFirst: number): void
  layersPointer(): number
  entriesPointer(): number
  keepTable(number: number): void
  configureTable(pieces: number, kinks: number): void
  tablePiecesPointer(): number
  tableKinksPointer(): number
  tableGridPointer(): number
  distributionsPointer(): number
  ordersPointer(): number
  slopesPointer(): number
  normsPointer(): number
  biasPointer(): number
  readoutBiasPointer(): number
  outputVariancePointer(): number
  seedsPointer(): number
  furtherSeedsPointer(): number
  configureFields(
    base: number,
    products: number,
    combinations: number,
    diagnosed: number,
    patterns: number
  ): void
  fieldPatternsPointer(): number
  fieldFactorsPointer(): number
  fieldCountsPointer(): number
  fieldDiagonalsPointer(): number
  prepare(): void
  begin(networks: number): void
  extend(networks: number): void
  covariancesPointer(): number
  advance(slots: number): number
  finish(): number
  resultLength(): number
  exponential(x: number): number
  allocateArray(count: number): number
  exponentialArray(pointer: number, count: number): void
  steppedExponentialArray(pointer: number, count: number): void
  smallExponentialArray(pointer: number, count: number): void
  cosineArray(pointer: number, count: number): void
  logarithmArray(pointer: number, count: number): void
  errorFunctionArray(pointer: number, count: number): void
  hyperbolicTangentArray(pointer: number, count: number): void
  tableArray(pointer: number, count: number): void
  startNormals(): void
  normalArray(pointer: number, count: number): void
  tailArray(pointer: number, count: number): void
  weightArray(pointer: number, count: number): void
}

let compiled: WebAssembly.Module | undefined

/**
 * A fresh instance of the sampler, with memory of its own. The module is compiled once: code that
 * the engine has optimised serves every instance.
 */
export function instantiateSampler(): SamplerExports {
  compiled ??= new WebAssembly.Module(decodeBase64(samplerBinary))
  const instance = new WebAssembly.Instance(compiled, {
    env: {
      abort: () => {
        throw new Error('the sampler ran out of memory')
      }
    }
  })
  return instance.exports as unknown as SamplerExports
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
