import { taskSampler } from './blockRunner.js'

/** Entry point of a worker of the pool: blocks in, sums out. */
export default taskSampler()
