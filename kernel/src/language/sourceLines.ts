/** Ends of lines as ECMAScript, TypeScript and V8 count them: editors on Windows, old files and pasted text have others than `\n`. */
const lineEnd = /\r\n|[\n\r\u2028\u2029]/

/** The lines of a source text, without their ends. */
export function sourceLines(text: string): string[] {
  return text.split(lineEnd)
}
