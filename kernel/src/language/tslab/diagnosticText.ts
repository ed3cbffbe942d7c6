import type { DiagnosticMessageChain } from 'typescript'

/** What a diagnostic says. */
export interface DiagnosticText {
  /** One line a message. */
  readonly text: string
  /** What is wrong: the ends of its chains, which are several where TypeScript has tried overloads. */
  readonly reasons: readonly string[]
}

/**
 * The text of a diagnostic. Of a chain, in which each message gives the reason of the one before, the last is what a
 * reader needs: it comes first, and the others below it as TypeScript indents them. Where it branches, as for
 * overloads, the last message of each branch stands below the first of all.
 */
export function diagnosticText(message: string | DiagnosticMessageChain): DiagnosticText {
  if (typeof message === 'string') return { text: message, reasons: [message] }
  const reasons = ends(message)
  const [reason] = reasons
  if (reasons.length > 1 || reason === undefined) {
    const lines = [message.messageText, ...reasons.map((text) => `  ${text}`)]
    return { text: lines.join('\n'), reasons }
  }
  const before: string[] = []
  for (let one = message; one.next?.[0]; one = one.next[0]) {
    before.push(`${'  '.repeat(before.length + 1)}${one.messageText}`)
  }
  return { text: [reason, ...before].join('\n'), reasons }
}

function ends({ messageText, next = [] }: DiagnosticMessageChain): readonly string[] {
  return next.length === 0 ? [messageText] : next.flatMap(ends)
}
