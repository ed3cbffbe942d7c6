import type { RequestChannel } from '../wire/kernelSockets.js'
import type { JsonObject } from '../wire/message.js'

type FieldType = 'string' | 'boolean' | 'number' | 'object'

/** Fields of the content of each request that this kernel answers: required ones, then optional. */
const fields: Readonly<
  Record<string, { required?: Record<string, FieldType>; optional?: Record<string, FieldType> }>
> = {
  kernel_info_request: {},
  execute_request: {
    required: { code: 'string' },
    optional: {
      silent: 'boolean',
      store_history: 'boolean',
      user_expressions: 'object',
      allow_stdin: 'boolean',
      stop_on_error: 'boolean'
    }
  },
  complete_request: { required: { code: 'string', cursor_pos: 'number' } },
  inspect_request: {
    required: { code: 'string', cursor_pos: 'number' },
    optional: { detail_level: 'number' }
  },
  is_complete_request: { required: { code: 'string' } },
  history_request: {
    required: { hist_access_type: 'string' },
    optional: {
      output: 'boolean',
      raw: 'boolean',
      session: 'number',
      start: 'number',
      stop: 'number',
      n: 'number',
      pattern: 'string',
      unique: 'boolean'
    }
  },
  comm_info_request: { optional: { target_name: 'string' } },
  connect_request: {},
  debug_request: { required: { seq: 'number', command: 'string' } },
  interrupt_request: {},
  shutdown_request: { optional: { restart: 'boolean' } },
  create_subshell_request: {},
  delete_subshell_request: { required: { subshell_id: 'string' } },
  list_subshell_request: {},
  comm_open: { required: { comm_id: 'string', target_name: 'string' } },
  comm_msg: { required: { comm_id: 'string' } },
  comm_close: { required: { comm_id: 'string' } },
  input_reply: { required: { value: 'string' } }
}

/** Whether the kernel knows this kind of message. */
export function isKnownRequest(messageType: string): boolean {
  return Object.hasOwn(fields, messageType)
}

/** Requests that a shell does not answer. */
const controlOnly = [
  'debug_request',
  'create_subshell_request',
  'delete_subshell_request',
  'list_subshell_request'
]

/** Requests that neither wait for a running cell nor for the main thread of the engine. */
const controlRequests = new Set([
  'kernel_info_request',
  'interrupt_request',
  'shutdown_request',
  'connect_request',
  ...controlOnly
])

/** What is wrong with a request, as a sentence; undefined if nothing is. */
export function faultOf(
  channel: RequestChannel,
  messageType: string,
  content: JsonObject
): string | undefined {
  if (channel === 'control' && !controlRequests.has(messageType)) {
    return `${messageType} belongs on the shell channel, not on control`
  }
  if (channel === 'shell' && controlOnly.includes(messageType)) {
    return `${messageType} belongs on the control channel, not on shell`
  }
  const { required = {}, optional = {} } = fields[messageType] ?? {}
  for (const [name, type] of Object.entries({ ...required, ...optional })) {
    const value = content[name]
    // Python clients send None for "not given".
    if (name in optional && (value === undefined || value === null)) continue
    const fits = type === 'object' ? isPlainObject(value) : typeof value === type
    if (!fits) return `${messageType}: ${name} must be a ${type}, got ${JSON.stringify(value)}`
  }
  return undefined
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
