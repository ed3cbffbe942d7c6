import { createRequire } from 'node:module'
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
    language_info: {
      name: 'typescript',
      version: typescript,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      // By name: an object with options is JavaScript for JupyterLab 4, and refused by clients in Rust.
      codemirror_mode: 'typescript',
      pygments_lexer: 'typescript',
      nbconvert_exporter: 'script'
    },
    banner: `nnqft-kernel ${version}: TypeScript ${typescript}, Node ${process.versions.node}`,
    debugger: true,
    supported_features: ['debugger', 'kernel subshells'],
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: 'https://nodejs.org/docs/latest-v20.x/api/' }
    ]
  }
}
