import type { LoggerInterface } from 'vega'

/**
 * A logger that keeps errors and is silent otherwise: Vega reports failures by logging them, and
 * data that could not be fetched as a mere warning.
 */
export function failureLogger(failures: string[]): LoggerInterface {
  const logger = {
    level: (level?: number) => (level === undefined ? 1 : logger),
    error: (...args: readonly unknown[]) => {
      failures.push(args.map((arg) => (arg instanceof Error ? arg.message : String(arg))).join(' '))
      return logger
    },
    warn: (...args: readonly unknown[]) =>
      args[0] === 'Loading failed' ? logger.error(...args) : logger,
    info: () => logger,
    debug: () => logger
  }
  return logger as LoggerInterface
}
