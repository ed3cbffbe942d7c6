import { readFileSync } from 'node:fs'
import { WireError } from './wireError.js'

/** Where the kernel listens, and the key of its messages: the connection file Jupyter writes. */
export interface Connection {
  readonly transport: string
  readonly ip: string
  readonly shell_port: number
  readonly control_port: number
  readonly stdin_port: number
  readonly iopub_port: number
  readonly hb_port: number
  readonly key: string
  readonly signature_scheme: string
}

/** The five sockets of a kernel, as the connection file names them. */
export type Channel = 'shell' | 'control' | 'stdin' | 'iopub' | 'hb'

const channels: readonly Channel[] = ['shell', 'control', 'stdin', 'iopub', 'hb']

/**
 * Reads and checks a connection file.
 * @throws WireError if a port is missing or out of range, or the transport is not tcp or ipc
 */
export function readConnectionFile(path: string): Connection {
  const given = JSON.parse(readFileSync(path, 'utf8')) as Partial<Connection>
  const connection = {
    ...given,
    transport: given.transport ?? 'tcp',
    ip: given.ip ?? '127.0.0.1',
    key: given.key ?? '',
    signature_scheme: given.signature_scheme ?? 'hmac-sha256'
  } as Connection
  if (connection.transport !== 'tcp' && connection.transport !== 'ipc') {
    throw new WireError(`${path}: transport must be tcp or ipc, got ${connection.transport}`)
  }
  for (const channel of channels) {
    const port = connection[`${channel}_port`]
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new WireError(`${path}: ${channel}_port must be a port number, got ${port}`)
    }
  }
  return connection
}

/** ZeroMQ address of one of the sockets. */
export function addressOf(connection: Connection, channel: Channel): string {
  const port = connection[`${channel}_port`]
  const separator = connection.transport === 'tcp' ? ':' : '-'
  return `${connection.transport}://${connection.ip}${separator}${port}`
}
