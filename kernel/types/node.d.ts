/**
 * Globals of Node that its own declarations leave out, or name as values only. Those of later versions of
 * Node that are not here either may be used unchecked.
 */

import type { webcrypto } from 'node:crypto'
import type * as hooks from 'node:perf_hooks'
import type * as util from 'node:util'
import type * as threads from 'node:worker_threads'

declare global {
  interface Crypto extends webcrypto.Crypto {}
  var Crypto: { readonly prototype: Crypto; new (): Crypto }
  interface SubtleCrypto extends webcrypto.SubtleCrypto {}
  var SubtleCrypto: { readonly prototype: SubtleCrypto; new (): SubtleCrypto }
  interface CryptoKey extends webcrypto.CryptoKey {}
  var CryptoKey: { readonly prototype: CryptoKey; new (): CryptoKey }

  interface Performance extends hooks.Performance {}
  var Performance: { readonly prototype: Performance; new (): Performance }
  interface PerformanceEntry extends hooks.PerformanceEntry {}
  interface PerformanceMark extends hooks.PerformanceMark {}
  interface PerformanceMeasure extends hooks.PerformanceMeasure {}
  interface PerformanceObserver extends hooks.PerformanceObserver {}
  interface PerformanceObserverEntryList extends hooks.PerformanceObserverEntryList {}
  interface PerformanceResourceTiming extends hooks.PerformanceResourceTiming {}

  interface TextEncoder extends util.TextEncoder {}
  interface TextDecoder extends util.TextDecoder {}
  interface BroadcastChannel extends threads.BroadcastChannel {}
  interface MessageChannel extends threads.MessageChannel {}
  interface MessagePort extends threads.MessagePort {}

  /** Compiling and running WebAssembly. */
  namespace WebAssembly {
    type ImportExportKind = 'function' | 'global' | 'memory' | 'table' | 'tag'
    type ValueType = 'anyfunc' | 'externref' | 'f32' | 'f64' | 'i32' | 'i64' | 'v128'
    type Bytes = ArrayBuffer | ArrayBufferView
    type ImportValue = Function | Global | Memory | Table | Tag | number | bigint
    type Imports = Record<string, Record<string, ImportValue>>
    type Exports = Record<string, any>

    interface ModuleExportDescriptor {
      readonly name: string
      readonly kind: ImportExportKind
    }
    interface ModuleImportDescriptor extends ModuleExportDescriptor {
      readonly module: string
    }
    /** Compiled code. */
    class Module {
      constructor(bytes: Bytes)
      static exports(module: Module): ModuleExportDescriptor[]
      static imports(module: Module): ModuleImportDescriptor[]
      static customSections(module: Module, name: string): ArrayBuffer[]
    }
    /** A module that can be called. */
    class Instance {
      constructor(module: Module, imports?: Imports)
      readonly exports: Exports
    }
    /** Memory, in pages of 65536 bytes. */
    class Memory {
      constructor(descriptor: { initial: number; maximum?: number; shared?: boolean })
      readonly buffer: ArrayBuffer
      grow(pages: number): number
    }
    class Table {
      constructor(
        descriptor: { element: 'anyfunc' | 'externref'; initial: number; maximum?: number },
        value?: any
      )
      readonly length: number
      get(index: number): any
      set(index: number, value?: any): void
      grow(by: number, value?: any): number
    }
    class Global {
      constructor(descriptor: { value: ValueType; mutable?: boolean }, value?: any)
      value: any
      valueOf(): any
    }
    class Tag {
      constructor(descriptor: { parameters: ValueType[] })
    }
    class Exception extends Error {
      constructor(tag: Tag, values: unknown[], options?: { traceStack?: boolean })
      is(tag: Tag): boolean
      getArg(tag: Tag, index: number): unknown
    }
    class CompileError extends Error {}
    class LinkError extends Error {}
    class RuntimeError extends Error {}

    interface WebAssemblyInstantiatedSource {
      readonly module: Module
      readonly instance: Instance
    }
    function validate(bytes: Bytes): boolean
    function compile(bytes: Bytes): Promise<Module>
    function compileStreaming(source: Response | Promise<Response>): Promise<Module>
    function instantiate(bytes: Bytes, imports?: Imports): Promise<WebAssemblyInstantiatedSource>
    function instantiate(module: Module, imports?: Imports): Promise<Instance>
    function instantiateStreaming(
      source: Response | Promise<Response>,
      imports?: Imports
    ): Promise<WebAssemblyInstantiatedSource>
  }
}
