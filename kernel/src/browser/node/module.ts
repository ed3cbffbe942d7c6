// What the language layer asks of `node:module`.
import * as ts from 'typescript'

const builtins = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http ' +
    'http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream ' +
    'string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' ')
)

/** Whether a module is Node's own. */
export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtins.has(specifier.split('/', 1)[0] ?? '')
}

/** One piece of a translated text, and where it comes from; all zero-based. */
interface Mapping {
  readonly generatedLine: number
  readonly generatedCharacter: number
  readonly sourceIndex?: number
  readonly sourceLine?: number
  readonly sourceCharacter?: number
}

/** The way back from a translated text, read by TypeScript's own decoder. */
export class SourceMap {
  readonly #lines: Mapping[][] = []

  constructor({ mappings }: { readonly mappings: string }) {
    const { decodeMappings } = ts as unknown as {
      decodeMappings(mappings: string): Iterable<Mapping>
    }
    for (const mapping of decodeMappings(mappings)) {
      ;(this.#lines[mapping.generatedLine] ??= []).push(mapping)
    }
  }

  /** The last piece that begins at or before a place. */
  findEntry(line: number, column: number): object {
    for (let at = line; at >= 0; at--) {
      const found = this.#lines[at]?.findLast(
        ({ generatedCharacter }) => at < line || generatedCharacter <= column
      )
      if (found?.sourceIndex === undefined) continue
      return { originalLine: found.sourceLine, originalColumn: found.sourceCharacter }
    }
    return {}
  }
}
