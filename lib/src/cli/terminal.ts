/** Where a command reads from and writes to: the process's streams, or a test's. */
export interface Terminal {
  /** Writes results to standard output. */
  readonly out: (text: string) => void
  /** Writes progress and errors to standard error. */
  readonly err: (text: string) => void
  /** All of standard input. */
  readonly readInput: () => Promise<string>
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal
}
