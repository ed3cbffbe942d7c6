// Builds what a release consists of in build/release/: the packed library and kernel, the extension's wheel, a
// software bill of materials, and checksums of them all. It publishes nothing, but says how; without --dry-run it also
// refuses a checkout that is not to be released, packages that npm would not take, and a wheel that the newest JupyterLab 4
// does not take (the tests try the oldest).
//   node .ci/release.mjs [--dry-run] [--to FOLDER]
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { completeBill } from './release/billOfMaterials.mjs'
import { reasonsAgainst } from './release/reasonsAgainst.mjs'
import { commonVersion } from './release/versions.mjs'
import { checkout, projectPython } from './setup/checkout.mjs'

const { values: options } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, to: { type: 'string' } }
})
const folder = resolve(options.to ?? join(checkout, 'build', 'release'))

/** @param {string} program @param {string[]} args */
const output = (program, ...args) =>
  execFileSync(program, args, {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    // npm is a batch file on Windows.
    shell: process.platform === 'win32' && program === 'npm'
  })

/** @param {string} version */
function refuseUnfinished(version) {
  const reasons = reasonsAgainst(checkout, version)
  if (reasons.length > 0) throw new Error(['no release:', ...reasons].join('\n- '))
}

/** Names of the artefacts with this ending. @param {string} ending */
const artefacts = (ending) => readdirSync(folder).filter((name) => name.endsWith(ending))

/** What npm would refuse, all but the name of who publishes and the version that is there already. */
function tryPublishing() {
  for (const name of artefacts('.tgz')) {
    output('npm', 'publish', '--dry-run', '--loglevel=error', join(folder, name))
  }
}

function tryNewestJupyterLab() {
  const options = [join(checkout, '.ci', 'test.mjs'), 'test/browser/wheel.test.ts']
  const env = { ...process.env, NNQFT_JUPYTERLAB: 'jupyterlab>=4.4,<5' }
  execFileSync(process.execPath, options, { cwd: checkout, env, stdio: ['ignore', 2, 2] })
}

function buildArtefacts() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const packages = ['--workspace', 'lib', '--workspace', 'kernel']
  output('npm', 'pack', '--loglevel=error', ...packages, '--pack-destination', folder)
  const wheel = ['-m', 'pip', 'wheel', '--disable-pip-version-check', '--no-deps', '--wheel-dir']
  output(projectPython(), ...wheel, folder, join(checkout, 'extension'))
  // With development packages, parts of which are in the library's bundles, and with peers: npm leaves a package out
  // that is a dependency as well.
  const all = [...packages, '--workspace', 'extension']
  const bill = output('npm', 'sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', ...all)
  const document = JSON.parse(bill)
  completeBill(document, checkout, folder)
  writeFileSync(join(folder, 'sbom.cdx.json'), JSON.stringify(document, undefined, 2))
}

function writeChecksums() {
  const lines = readdirSync(folder)
    .sort()
    .map((name) => {
      const digest = createHash('sha256').update(readFileSync(join(folder, name)))
      return `${digest.digest('hex')}  ${name}\n`
    })
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''))
  return lines.join('')
}

/** @param {string} version */
const howToPublish = (version) => `
Nothing is published yet. In this order, as who may do it:
  git tag v${version} && git push origin v${version}
${artefacts('.tgz')
  .map((name) => `  npm publish ${join(folder, name)}\n`)
  .join('')}  python -m twine upload ${join(folder, artefacts('.whl')[0])}
`

try {
  const version = commonVersion(checkout)
  if (!options['dry-run']) refuseUnfinished(version)
  buildArtefacts()
  if (!options['dry-run']) {
    tryPublishing()
    tryNewestJupyterLab()
  }
  process.stdout.write(`NNQFT ${version} in ${folder}\n${writeChecksums()}`)
  if (!options['dry-run']) process.stdout.write(howToPublish(version))
} catch (error) {
  console.error(`[release] ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
