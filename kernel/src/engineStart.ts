// The engine process: its channel thread, which takes longest to start, and then the engine. CommonJS, as that is all that a
// startup snapshot can load.
import { join } from 'node:path'
import { startChannelThread } from './language/channelThread.js'

startChannelThread(join(__dirname, 'channelWorker.cjs'))
void import('./engineMain.js')
