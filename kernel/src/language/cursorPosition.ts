/** UTF-16 offset of a position that Jupyter counts in code points; clipped to the text. */
export function utf16Offset(text: string, codePoints: number): number {
  let offset = 0
  for (let count = 0; count < codePoints && offset < text.length; count++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  }
  return offset
}

/** Number of code points before a UTF-16 offset. */
export function codePointOffset(text: string, offset: number): number {
  return [...text.slice(0, offset)].length
}
