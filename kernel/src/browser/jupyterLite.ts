/** What the kernel uses of JupyterLite and JupyterLab; the page has both, and hands them over when it loads this. */

type Content = Record<string, unknown>

/** Header of a message. */
export interface Header {
  readonly msg_id: string
  readonly msg_type: string
}

/** A message as JupyterLab has it. */
export interface Message {
  readonly header: Header
  readonly content: Content
  readonly metadata: Content
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[]
}

/** The base class of kernels: message types, busy and idle, execution counts. What has no parent belongs to the last request. */
export interface KernelBase {
  readonly id: string
  readonly executionCount: number
  readonly isDisposed: boolean
  readonly parent: Message | undefined
  dispose(): void
  stream(content: Content, parent?: Header): void
  displayData(content: Content, parent?: Header): void
  updateDisplayData(content: Content, parent?: Header): void
  clearOutput(content: Content, parent?: Header): void
  publishExecuteResult(content: Content, parent?: Header): void
  publishExecuteError(content: Content, parent?: Header): void
  inputRequest(content: Content, parent?: Header): void
  handleComm(
    type: string,
    content: Content,
    metadata: Content,
    buffers: unknown,
    parent?: Header
  ): void
}

/** Starts a kernel. */
export interface KernelOptions {
  readonly id: string
}

/** The module `@jupyterlite/services`. */
export interface LiteServices {
  readonly BaseKernel: abstract new (options: KernelOptions) => KernelBase
  readonly IKernelSpecs: object
  readonly IKernelClient: object
}

/** The kernels that the page knows. */
export interface KernelSpecs {
  register(kernel: {
    readonly spec: Content
    readonly create: (options: KernelOptions) => Promise<KernelBase>
  }): void
}

/** What starts, interrupts and ends kernels. */
export interface KernelClient {
  interrupt(id: string): Promise<void>
}

/** A plugin of JupyterLab. */
export interface Plugin {
  readonly id: string
  readonly description: string
  readonly autoStart: boolean
  readonly requires: readonly object[]
  readonly activate: (app: object, specs: KernelSpecs, client: KernelClient) => void
}
