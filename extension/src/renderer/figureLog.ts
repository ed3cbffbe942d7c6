import type { LoggerInterface } from 'vega'
import { FigureFailure } from './figureFailure.js'

/** Warnings by which Vega reports that data are missing. */
const failedData = ['Loading failed', 'Data ingestion failed']

/**
 * What Vega and its compiler say about a figure. They report failures by logging them, and data that
 * could not be fetched or read as a mere warning.
 */
export class FigureLog {
  readonly failures: Error[] = []
  private readonly said = new Set<string>()

  /** What is no failure, but may surprise the author; each once. */
  get warnings(): readonly string[] {
    return [...this.said]
  }

  /** The face of this log that Vega knows. */
  readonly logger: LoggerInterface = this.face()

  private face(): LoggerInterface {
    const logger = {
      level: (level?: number) => (level === undefined ? 1 : logger),
      error: (...args: readonly unknown[]) => {
        this.failures.push(failureOf(args))
        return logger
      },
      warn: (...args: readonly unknown[]) => {
        if (failedData.includes(String(args[0]))) this.failures.push(failureOf(args))
        else this.said.add(words(args))
        return logger
      },
      info: () => logger,
      debug: () => logger
    }
    return logger as LoggerInterface
  }
}

function failureOf(args: readonly unknown[]): Error {
  const own = args.find((arg) => arg instanceof FigureFailure)
  if (own) return own
  if (args[0] !== 'Data ingestion failed') return new Error(words(args))
  const [, uri, error] = args
  const reason = error instanceof Error ? error.message : String(error)
  return new FigureFailure((trans) =>
    trans.__('%1 is not in the format that is expected of it: %2', String(uri), reason)
  )
}

function words(args: readonly unknown[]): string {
  return args.map((arg) => (arg instanceof Error ? arg.message : String(arg))).join(' ')
}
