import { userInfo } from 'node:os'

/** Who runs the kernel; in a container the user id often has no name. */
export function userName(lookUp: () => string = () => userInfo().username): string {
  try {
    return lookUp()
  } catch {
    return process.env.USER ?? process.env.LOGNAME ?? String(process.getuid?.() ?? 'user')
  }
}
