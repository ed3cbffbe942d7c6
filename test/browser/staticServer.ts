import { createReadStream, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm'
}

/** Any web server: files of one folder, below a path, and nothing else. */
export class StaticServer {
  readonly #server: Server
  readonly #path: string

  private constructor(server: Server, path: string, requests: readonly string[]) {
    this.#server = server
    this.#path = path
    this.requests = requests
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  }

  /** Where the folder is, without a slash at the end. */
  readonly address: string

  /** Paths that were asked for. */
  readonly requests: readonly string[]

  /** Those outside of the folder's. */
  get strays(): readonly string[] {
    return this.requests.filter((path) => !path.startsWith(`${this.#path}/`))
  }

  static async start(folder: string, path: string): Promise<StaticServer> {
    const requests: string[] = []
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost')
      requests.push(pathname)
      const inside = pathname.startsWith(`${path}/`)
      const asked = join(folder, decodeURIComponent(pathname.slice(path.length)))
      const found = inside && statSync(asked, { throwIfNoEntry: false })
      if (!found) response.writeHead(404).end()
      else {
        const file = found.isDirectory() ? join(asked, 'index.html') : asked
        response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream')
        createReadStream(file)
          .on('error', () => response.writeHead(404).end())
          .pipe(response)
      }
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new StaticServer(server, path, requests)
  }

  /** From now on it takes requests and answers none. */
  silence(): void {
    this.#server.removeAllListeners('request')
  }

  /** Ends it with the connections that are open. */
  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
