/** A MIME bundle and its metadata, as display messages carry them. */
export interface MimeBundle {
  readonly data: Record<string, unknown>
  readonly metadata: Record<string, unknown>
}

/** What the supervisor asks of the engine. Requests with an id are answered by one `reply`. */
export type EngineRequest =
  | ExecuteCell
  | {
      readonly type: 'complete'
      readonly id: string
      readonly code: string
      readonly cursor: number
    }
  | {
      readonly type: 'inspect'
      readonly id: string
      readonly code: string
      readonly cursor: number
      readonly detail: number
    }
  | { readonly type: 'isComplete'; readonly id: string; readonly code: string }
  | { readonly type: 'commInfo'; readonly id: string; readonly target?: string }
  | CommRequest
  | DebugRequest
  | { readonly type: 'interrupt' }
  /** What was written to the standard descriptors before `written` has been passed on. */
  | { readonly type: 'passed' }
  | InputAnswer
  /** The process is to end, in Node's own way. */
  | { readonly type: 'close' }

/** What the channel thread wants of the main thread. It may be repeated, and is answered by an `Acknowledgement`. */
export interface MainOrder {
  /** `recover`: something was terminated, see to it that work goes on. */
  readonly type: 'interrupt' | 'recover' | 'close'
  readonly number: number
}

/** What reaches the main thread: its channel thread deals with the rest. Answers come another way. */
export type MainRequest = MainQuestion | MainOrder

/** What the main thread tells its channel thread: that it has carried out an order. */
export interface Acknowledgement {
  readonly carriedOut: number
}

/** A request that is answered by a `reply`. */
export type EngineQuestion = Extract<EngineRequest, { id: string }>

/** A request that the main thread answers. */
export type MainQuestion = Exclude<EngineQuestion, DebugRequest>

/** What the user typed for an `inputRequest`. */
export interface InputAnswer {
  readonly type: 'input'
  /** Number of the question. */
  readonly question: number
  readonly value: string
}

/** Runs a cell. */
export interface ExecuteCell {
  readonly type: 'execute'
  readonly id: string
  readonly code: string
  readonly executionCount: number
  /** Id of the cell in its notebook, where the frontend tells it. */
  readonly cellId?: string
  readonly silent: boolean
  /** Whether the count is its own: it goes into the history. */
  readonly isStored: boolean
  readonly userExpressions: Readonly<Record<string, string>>
  readonly allowStdin: boolean
}

/** Asks the debugger; the channel thread answers. */
export interface DebugRequest {
  readonly type: 'debug'
  readonly id: string
  /** A request of the Debug Adapter Protocol. */
  readonly content: Record<string, unknown>
}

/** A comm message from the frontend. */
export interface CommRequest {
  readonly type: 'comm'
  readonly id: string
  readonly kind: 'comm_open' | 'comm_msg' | 'comm_close'
  readonly content: Record<string, unknown>
  readonly metadata: Record<string, unknown>
  readonly buffers: readonly Uint8Array[]
}

/** Output names the request on whose behalf it came, where one is known. */
interface Output {
  readonly parent?: string
}

/** What the engine tells the supervisor. */
export type EngineEvent = Published | OtherEvent

/** A message for the frontend. */
export type Published = Output & {
  readonly type: 'publish'
  readonly messageType: string
  readonly content: Record<string, unknown>
  readonly metadata?: Record<string, unknown>
  readonly buffers?: readonly Uint8Array[]
}

/**
 * A message on its way: content and metadata are JSON text, made by the engine, so that
 * nothing a cell sends is met by others that JSON cannot hold.
 */
export type SentPublished = Omit<Published, 'content' | 'metadata'> & {
  readonly content: string
  readonly metadata: string
}

export type SentEvent = SentPublished | OtherEvent

/** An event on its way to the channel thread, with what it weighs there. */
export interface SentPart {
  readonly event: SentEvent
  readonly weight: number
}

type OtherEvent =
  | { readonly type: 'ready'; readonly version: string }
  | (Output & {
      readonly type: 'stream'
      readonly name: 'stdout' | 'stderr'
      readonly text: string
    })
  | InputRequest
  /** Nobody waits for the answer to this question any more. */
  | { readonly type: 'inputWithdrawn'; readonly question: number }
  | { readonly type: 'reply'; readonly id: string; readonly content: Record<string, unknown> }
  /** Something may have been written to the standard descriptors; answered by `passed`. */
  | { readonly type: 'written' }
  /** The engine does not react to an interrupt: it is inside native code. */
  | { readonly type: 'stuck' }

/** Asks the user for a line of text. */
export type InputRequest = Output & {
  readonly type: 'inputRequest'
  /** Number of the question, in the order of asking. */
  readonly question: number
  readonly prompt: string
  readonly password: boolean
}

/** Error of a cell, as `error` messages and failed replies carry it. */
export interface CellError {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}
