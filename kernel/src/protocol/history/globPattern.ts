/** What one character must be, or any number of any characters. */
type Part = 'any' | ((character: string) => boolean)

/**
 * Whether a text fits a pattern in the manner of SQLite's GLOB: `*`, `?`, `[a-z]`, `[^a-z]`. Takes time
 * proportional to the lengths of both at most.
 */
export function globPattern(pattern: string): (text: string) => boolean {
  const pieces: readonly string[] = pattern.match(/\[\^?\]?[^\]]*\]|[^]/gu) ?? []
  // A set without an end fits nothing.
  if (pieces.includes('[')) return () => false
  const parts = pieces.map(partOf)
  return (text) => fits(parts, [...text])
}

function partOf(piece: string): Part {
  if (piece === '*') return 'any'
  if (piece === '?') return () => true
  return piece.length > 1 && piece.startsWith('[')
    ? setOf(piece)
    : (character) => character === piece
}

function setOf(piece: string): Part {
  const isNegated = piece.startsWith('[^')
  const inner = [...piece.slice(isNegated ? 2 : 1, -1)]
  const ranges: [string, string][] = []
  for (let i = 0; i < inner.length; i++) {
    const first = inner[i] ?? ''
    const isRange = inner[i + 1] === '-' && i + 2 < inner.length
    ranges.push([first, isRange ? (inner[i + 2] ?? '') : first])
    if (isRange) i += 2
  }
  const code = (character: string) => character.codePointAt(0) ?? 0
  return (character) =>
    ranges.some(([a, b]) => code(a) <= code(character) && code(character) <= code(b)) !== isNegated
}

/** A part that is `any` takes as little as it can; when the rest does not fit, the last one takes more. */
function fits(parts: readonly Part[], characters: readonly string[]): boolean {
  let [part, at, last, taken] = [0, 0, -1, 0]
  while (at < characters.length) {
    const next = parts[part]
    if (next === 'any') {
      last = part++
      taken = at
    } else if (next?.(characters[at] ?? '')) {
      part++
      at++
    } else if (last >= 0) {
      part = last + 1
      at = ++taken
    } else return false
  }
  return parts.slice(part).every((rest) => rest === 'any')
}
