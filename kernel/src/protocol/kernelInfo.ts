import { createRequire } from 'node:module'
import { languageInfo } from '../language/languageInfo.js'
import type { JsonObject } from '../wire/message.js'
import { protocolVersion } from '../wire/message.js'

const require = createRequire(import.meta.url)

function versionOf(manifest: string): string {
  return (require(manifest) as { version: string }).version
}

/** Content of kernel_info_reply. The language's version is that of the compiler. */
export function kernelInfo(): JsonObject {
  const version = versionOf('../package.json')
  const typescript = versionOf('typescript/package.json')
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'nnqft-kernel',
    implementation_version: version,
    language_info: languageInfo(typescript),
    banner: `nnqft-kernel ${version}: TypeScript ${typescript}, Node ${process.versions.node}`,
    debugger: true,
    supported_features: ['debugger', 'kernel subshells'],
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: 'https://nodejs.org/docs/latest-v20.x/api/' }
    ]
  }
}
