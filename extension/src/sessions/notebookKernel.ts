import type { ISessionContext } from '@jupyterlab/apputils'

type Session = NonNullable<ISessionContext['session']>
type SessionKernel = NonNullable<Session['kernel']>

/** The kernel of a notebook, when it has one. */
export async function kernelOf(sessionContext: ISessionContext): Promise<SessionKernel> {
  await sessionContext.ready
  const kernel = sessionContext.session?.kernel
  if (kernel) return kernel
  return new Promise((resolve) => {
    sessionContext.kernelChanged.connect((_, { newValue }) => {
      if (newValue) resolve(newValue)
    })
  })
}
