import type * as TypeScript from 'typescript'

/**
 * The text of a diagnostic, one line a message. Of a chain, in which each message gives the reason of the
 * one before, the last is what a reader needs: it comes first, and the others below it as TypeScript indents
 * them. Where it branches, as for overloads, all stay in TypeScript's order.
 */
export function diagnosticText(
  ts: typeof TypeScript,
  message: string | TypeScript.DiagnosticMessageChain
): string {
  if (typeof message === 'string') return message
  const messages = [message.messageText]
  let { next = [] } = message
  for (; next[0] && next.length === 1; next = next[0].next ?? []) messages.push(next[0].messageText)
  if (next.length > 0) return ts.flattenDiagnosticMessageText(message, '\n')
  const reason = messages.pop() ?? ''
  return [reason, ...messages.map((text, depth) => `${'  '.repeat(depth + 1)}${text}`)].join('\n')
}
