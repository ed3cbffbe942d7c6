import type { LoggerInterface } from 'vega'
import { FigureFailure } from './figureFailure.js'

/**
 * A logger that keeps errors and is silent otherwise: Vega reports failures by logging them, and
 * data that could not be fetched as a mere warning.
 */
export function failureLogger(failures: Error[]): LoggerInterface {
  const logger = {
    level: (level?: number) => (level === undefined ? 1 : logger),
    error: (...args: readonly unknown[]) => {
      const own = args.find((arg) => arg instanceof FigureFailure)
      const words = args.map((arg) => (arg instanceof Error ? arg.message : String(arg)))
      failures.push(own ?? new Error(words.join(' ')))
      return logger
    },
    warn: (...args: readonly unknown[]) =>
      args[0] === 'Loading failed' ? logger.error(...args) : logger,
    info: () => logger,
    debug: () => logger
  }
  return logger as LoggerInterface
}
