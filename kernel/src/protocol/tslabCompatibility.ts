import { createRequire } from 'node:module'
import type { EngineChannel } from '../language/engineChannel.js'
import { givenBundle } from './display/mimeBundle.js'
import { mime } from './display/mimeTypes.js'

interface TslabDisplay {
  data: Record<string, unknown>
  metadata: Record<string, unknown>
  transient: { display_id?: string }
}

/**
 * tslab's own module for `import * as tslab from 'tslab'` in cells: its displays go out over this
 * kernel's channel.
 */
export function loadTslab(channel: EngineChannel): object {
  const require = createRequire(import.meta.url)
  const jupyter = require('tslab/dist/jupyter.js') as {
    lastWriteDisplayData: (message: TslabDisplay, update: boolean) => void
  }
  jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update) => {
    const [[type, content] = ['', '']] = Object.entries(data)
    const text = type.startsWith('text/') ? String(content) : type
    const bundle = givenBundle({ [mime.text]: text, ...data }, metadata)
    const messageType = update ? 'update_display_data' : 'display_data'
    channel.send({ type: 'publish', messageType, content: { ...bundle, transient } })
  }
  return require('tslab') as object
}
