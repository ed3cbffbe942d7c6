import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What has the focus. */
interface Focus {
  /** The tool, panel, action, parameter or part of the extension; else the element and its classes. */
  readonly name: string
  /** Whether it belongs to this extension, whose focus has to be seen. */
  readonly own: boolean
  /** Whether it is in sight, with an outline of at least two pixels that stands out from the page. */
  readonly seen: boolean
}

/** A reader without a pointer: every key has to leave the focus somewhere, and where it can be seen. */
export class KeyboardReader {
  constructor(private readonly page: Page) {}

  /** Presses keys, one after the other. @returns what has the focus then */
  async press(...keys: readonly string[]): Promise<string> {
    for (const key of keys) {
      await this.page.keyboard.press(key)
      await this.requireFocus(`after ${key}`)
    }
    return (await this.focus()).name
  }

  /** Presses a key until something of this name has the focus; it has to be there within 60 steps. */
  async pressUntil(key: string, name: string): Promise<void> {
    const passed: string[] = []
    while (passed.length < 60) {
      passed.push(await this.press(key))
      if (passed.at(-1) === name) return
    }
    throw new Error(`${key} does not reach ${name}: ${passed.join(', ')}`)
  }

  /** Waits until something of this name has the focus. */
  async waitFor(name: string): Promise<void> {
    await expect.poll(async () => (await this.focus()).name).toBe(name)
    await this.requireFocus(`on ${name}`)
  }

  /** Chooses a command of JupyterLab from its palette. */
  async command(label: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+C')
    const palette = this.page.locator('.lm-CommandPalette')
    await palette.locator('input').waitFor()
    await this.page.keyboard.type(label)
    const found = palette.locator('.lm-CommandPalette-item.lm-mod-active', { hasText: label })
    await found.waitFor()
    await this.page.keyboard.press('Enter')
    await palette.locator('input').waitFor({ state: 'hidden' })
  }

  private async requireFocus(when: string): Promise<void> {
    const { name, own, seen } = await this.focus()
    expect(name, `focus lost ${when}`).not.toMatch(/^BODY/)
    if (own) expect(seen, `focus on ${name} not seen ${when}`).toBe(true)
  }

  private focus(): Promise<Focus> {
    return this.page.evaluate(() => {
      const node = document.activeElement as HTMLElement
      const { tool, panel, action } = node.dataset
      const field = node.getAttribute('name')
      const part = /nnqft-\w+-(\w+)/.exec(node.className)?.[1]
      const words = node.matches('button, label *')
        ? (node.closest('label') ?? node).textContent
        : undefined
      const parameter = field === null ? undefined : `${field} ${(node as HTMLInputElement).type}`
      const name = tool ?? panel ?? action ?? parameter ?? part ?? words
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node)
      const drawn = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
      const { left, top, right, bottom } = node.getBoundingClientRect()
      const inSight =
        left < right && right > 0 && left < innerWidth && bottom > 0 && top < innerHeight
      return {
        name: name ?? `${node.tagName} ${node.className}`,
        own: node.closest('.nnqft-Figure, .nnqft-Explorer, .nnqft-Comparison') !== null,
        seen: inSight && drawn && outlineColor !== getComputedStyle(document.body).backgroundColor
      }
    })
  }
}
