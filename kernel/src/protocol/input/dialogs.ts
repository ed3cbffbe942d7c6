import type { CellInput } from './cellInput.js'

/** The dialogs of browsers: they block the thread until the user has answered. */
export function dialogs(input: CellInput) {
  return {
    /** The answer; an empty one stands for the default. */
    prompt(message: unknown = '', standard: unknown = ''): string {
      const [text, otherwise] = [String(message), String(standard)]
      const prompt = otherwise === '' ? text : `${text.trimEnd()} [${otherwise}] `
      return input.askNow({ asker: 'prompt', prompt }) || otherwise
    },
    confirm(message: unknown = ''): boolean {
      const prompt = `${String(message).trimEnd()} [y/N] `
      const answer = input.askNow({ asker: 'confirm', prompt })
      return /^\s*y(es)?\s*$/i.test(answer)
    },
    alert(message: unknown = ''): void {
      input.askNow({ asker: 'alert', prompt: `${String(message).trimEnd()} [Enter] ` })
    }
  }
}
