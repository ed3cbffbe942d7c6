// What npm's software bill of materials leaves out, or has in another way than the release.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ license: { id?: string, name?: string, text?: { contentType: string, content: string } } }} License
 * @typedef {object} Component
 * @property {string} bom-ref
 * @property {string} name
 * @property {string} version
 * @property {string} purl
 * @property {string} [scope]
 * @property {(License | { expression: string })[]} [licenses]
 * @property {{ alg: string, content: string }[]} [hashes]
 * @typedef {object} Bill
 * @property {{ component: Component }} metadata
 * @property {Component[]} components
 * @property {{ ref: string, dependsOn: string[] }[]} dependencies
 */

const json = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'))

/**
 * Completes the bill that npm has made of the lock file: our packages under their own names and with the hashes of
 * their artefacts, what is in their bundles as required, and a licence for each package.
 * @param {Bill} bill
 * @param {string} checkout
 * @param {string} release folder of the artefacts
 */
export function completeBill(bill, checkout, release) {
  const own = ['lib', 'kernel', 'extension'].map((folder) =>
    json(join(checkout, folder, 'package.json'))
  )
  // npm has the names of their folders.
  for (const component of [bill.metadata.component, ...bill.components]) {
    const [name] = component['bom-ref'].match(/^.[^@]*/) ?? []
    if (own.some((manifest) => manifest.name === name))
      describeArtefact(component, name ?? '', release)
    else if (component === bill.metadata.component) component.name = name ?? ''
  }
  const bundled = bundledPackages(bill, checkout)
  for (const component of bill.components) {
    if (bundled.has(component['bom-ref'])) component.scope = 'required'
    if (!component.licenses?.length) component.licenses = licensesOf(component, checkout)
  }
}

/** @param {Component} component @param {string} name @param {string} release */
function describeArtefact(component, name, release) {
  component.name = name
  const start = new RegExp(`^${name.replaceAll('-', '[-_]')}-\\d`)
  const file = readdirSync(release).find((artefact) => start.test(artefact))
  if (!file) throw new Error(`${release} has no artefact of ${name}`)
  if (file.endsWith('.whl')) component.purl = `pkg:pypi/${name}@${component.version}`
  const content = createHash('sha256')
    .update(readFileSync(join(release, file)))
    .digest('hex')
  component.hashes = [{ alg: 'SHA-256', content }]
}

/**
 * References of the packages that are in the artefacts, though nobody who installs them gets them as packages: those that the
 * library is developed with, and what the extension's builder has found in its bundles.
 * @param {Bill} bill @param {string} checkout
 */
function bundledPackages(bill, checkout) {
  const next = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
  const found = new Set()
  const add = (/** @type {string} */ ref) => {
    if (found.has(ref)) return
    found.add(ref)
    next.get(ref)?.forEach(add)
  }
  const { devDependencies } = json(join(checkout, 'lib', 'package.json'))
  for (const { 'bom-ref': ref, name } of bill.components) if (name in devDependencies) add(ref)
  const licenses = join(
    checkout,
    'extension',
    'labextension',
    'static',
    'third-party-licenses.json'
  )
  for (const { name, versionInfo } of json(licenses).packages) found.add(`${name}@${versionInfo}`)
  return found
}

/**
 * What the lock file does not say of a package's licence: the package has it in an old form, or as a text alone.
 * @param {Component} component @param {string} checkout
 * @returns {License[]}
 */
function licensesOf({ name, version }, checkout) {
  const folder = join(checkout, 'node_modules', name)
  const manifest = existsSync(folder) ? json(join(folder, 'package.json')) : {}
  if (manifest.version !== version)
    throw new Error(`${name}@${version}, whose licence is not known, is not in ${folder}`)
  if (manifest.licenses) {
    return manifest.licenses.map((/** @type {{ type: string }} */ { type: id }) => ({
      license: { id }
    }))
  }
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (!file) throw new Error(`${name}@${version} has no licence: ${folder}`)
  const content = readFileSync(join(folder, file), 'utf8')
  return [{ license: { name: `licence of ${name}`, text: { contentType: 'text/plain', content } } }]
}
