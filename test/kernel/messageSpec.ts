import { z } from 'zod'

/** Fields of every message of the Jupyter messaging protocol 5.4 that a kernel sends. */
const bundle = {
  data: z.record(z.string(), z.unknown()).refine((data) => typeof data['text/plain'] === 'string'),
  metadata: z.record(z.string(), z.unknown())
}
const errorFields = { ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) }
const count = z.number().int().min(0)
const failure = z.looseObject({ status: z.literal('error'), ...errorFields })
const aborted = z.looseObject({ status: z.literal('aborted') })
const ok = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.union([z.strictObject({ status: z.literal('ok'), ...shape }), failure])
const transient = z.strictObject({ display_id: z.string().optional() })

const debugResponse = {
  seq: count,
  type: z.literal('response'),
  request_seq: count,
  command: z.string()
}

const contents: Record<string, z.ZodType> = {
  status: z.strictObject({ execution_state: z.enum(['starting', 'busy', 'idle']) }),
  iopub_welcome: z.strictObject({ subscription: z.string() }),
  execute_input: z.strictObject({ code: z.string(), execution_count: count }),
  stream: z.strictObject({ name: z.enum(['stdout', 'stderr']), text: z.string().min(1) }),
  display_data: z.strictObject({ ...bundle, transient }),
  update_display_data: z.strictObject({ ...bundle, transient }),
  execute_result: z.strictObject({ ...bundle, execution_count: count }),
  error: z.strictObject(errorFields),
  clear_output: z.strictObject({ wait: z.boolean() }),
  input_request: z.strictObject({ prompt: z.string(), password: z.boolean() }),
  comm_open: z.strictObject({
    comm_id: z.string(),
    target_name: z.string(),
    data: z.record(z.string(), z.unknown())
  }),
  comm_msg: z.strictObject({ comm_id: z.string(), data: z.unknown() }),
  comm_close: z.strictObject({ comm_id: z.string(), data: z.unknown() }),
  execute_reply: z.union([
    z.strictObject({
      status: z.literal('ok'),
      execution_count: count,
      user_expressions: z.record(z.string(), z.looseObject({ status: z.enum(['ok', 'error']) })),
      payload: z.array(z.unknown())
    }),
    failure,
    aborted
  ]),
  complete_reply: ok({
    matches: z.array(z.string()),
    cursor_start: count,
    cursor_end: count,
    metadata: z.record(z.string(), z.unknown())
  }),
  inspect_reply: ok({
    found: z.boolean(),
    data: z.record(z.string(), z.unknown()),
    metadata: z.record(z.string(), z.unknown())
  }),
  is_complete_reply: z.union([
    z.strictObject({ status: z.enum(['complete', 'invalid', 'unknown']) }),
    z.strictObject({ status: z.literal('incomplete'), indent: z.string() }),
    failure
  ]),
  history_reply: ok({ history: z.array(z.array(z.unknown()).length(3)) }),
  comm_info_reply: ok({
    comms: z.record(z.string(), z.strictObject({ target_name: z.string() }))
  }),
  kernel_info_reply: ok({
    protocol_version: z.string().regex(/^\d+\.\d+$/),
    implementation: z.string(),
    implementation_version: z.string(),
    language_info: z.looseObject({
      name: z.string(),
      version: z.string(),
      mimetype: z.string(),
      file_extension: z.string().startsWith('.')
    }),
    banner: z.string(),
    debugger: z.boolean(),
    supported_features: z.array(z.string()),
    help_links: z.array(z.strictObject({ text: z.string(), url: z.url() }))
  }),
  connect_reply: ok({
    shell_port: count,
    iopub_port: count,
    stdin_port: count,
    hb_port: count,
    control_port: count
  }),
  debug_reply: z.union([
    z.looseObject({ ...debugResponse, success: z.literal(true), body: z.looseObject({}) }),
    z.looseObject({ ...debugResponse, success: z.literal(false), message: z.string() }),
    failure
  ]),
  debug_event: z.looseObject({ seq: count, type: z.literal('event'), event: z.string() }),
  interrupt_reply: ok({}),
  create_subshell_reply: ok({ subshell_id: z.string().min(1) }),
  delete_subshell_reply: ok({}),
  list_subshell_reply: ok({ subshell_id: z.array(z.string()) }),
  shutdown_reply: ok({ restart: z.boolean() })
}

const header = z.strictObject({
  msg_id: z.string().min(1),
  session: z.string().min(1),
  username: z.string(),
  date: z.iso.datetime(),
  msg_type: z.string(),
  version: z.literal('5.4')
})

/**
 * Checks a message of the kernel against the specification.
 * @throws with the message type and what is wrong with it
 */
export function checkAgainstSpec(given: { header: unknown; content: unknown }): void {
  const { msg_type } = header.parse(given.header)
  const schema = contents[msg_type]
  if (!schema) throw new Error(`the specification has no message of type ${msg_type}`)
  const { error } = schema.safeParse(given.content)
  if (error) {
    throw new Error(`${msg_type}: ${z.prettifyError(error)}\n${JSON.stringify(given.content)}`)
  }
}
