/** Rows as CSV (RFC 4180, every digit; nothing for what is missing); danfojs' own writer puts no quotes around text that holds a comma. */
export function encodeCsv(rows: readonly (readonly unknown[])[]): string {
  const field = (value: unknown) => {
    const text = String(value ?? '')
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')
}
