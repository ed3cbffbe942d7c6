/** A JSON object as it appears in the header, metadata and content of a message. */
export type JsonObject = Record<string, unknown>

/** Version of the Jupyter messaging protocol that this kernel speaks. */
export const protocolVersion = '5.4'

/** Header of a message (Jupyter messaging protocol, "General Message Format"). */
export interface Header {
  readonly msg_id: string
  readonly session: string
  readonly username: string
  /** ISO 8601, with time zone. */
  readonly date: string
  readonly msg_type: string
  readonly version: string
  /** Subshell that a shell request is for; absent or null: the main shell. */
  readonly subshell_id?: string | null
}

/** A message on its way out: its metadata and content may be JSON text already. */
export type OutgoingMessage = Omit<Message, 'metadata' | 'content'> & {
  readonly metadata: JsonObject | string
  readonly content: JsonObject | string
}

/** One message of the Jupyter protocol, as it is before signing or after verification. */
export interface Message {
  /** ROUTER identities (shell, control, stdin) or the topic (iopub): all frames before `<IDS|MSG>`. */
  readonly identities: readonly Uint8Array[]
  readonly header: Header
  /** Header of the request that caused this message; empty for messages without a cause. */
  readonly parentHeader: Header | Readonly<Record<string, never>>
  readonly metadata: JsonObject
  readonly content: JsonObject
  /** Raw binary frames, used by comms. */
  readonly buffers: readonly Uint8Array[]
}
