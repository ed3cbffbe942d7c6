import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensemble, sampleEnsemble, talkWidths } from 'nnqft'

/**
 * Times the published Python code at 600 networks a width against this library on the same ensemble.
 * The code is fetched by whoever runs the bench (see README.md); nothing of it is stored here.
 *
 * @param {string | undefined} folder
 */
export async function runPublishedCode(folder) {
  if (!folder || !existsSync(join(folder, 'bench.py'))) {
    console.log(
      'published Python code: left out; --published <folder> names a folder with bench.py'
    )
    return
  }
  const { stdout, status, stderr } = spawnSync('python3', ['bench.py'], { cwd: folder })
  if (status !== 0) throw new Error(`published code failed: ${stderr}`)
  const published = Number(`${stdout}`.trim().split('\n').pop())
  const start = performance.now()
  await sampleEnsemble(
    ensemble({ network: 'gauss', widths: talkWidths, bags: 20, networksPerBag: 30 }),
    { workers: 1, store: false }
  )
  const own = (performance.now() - start) / 1000
  console.log(
    `published Python code, 600 networks a width: ${(published / own).toFixed(0)} times nnqft`
  )
}
