/** Where the code of made modules finds what they are made of. */
const key = Symbol.for('nnqft-kernel.modules')
const handed = new Map<number, object>()
const namespaces = new WeakMap<object, Promise<object>>()

/** A namespace with the exports of a module that is none of Node's; one for each object. */
export function namespaceOf(exports: object): Promise<object> {
  const known = namespaces.get(exports)
  if (known) return known
  Object.defineProperty(globalThis, key, { value: handed, configurable: true })
  const id = handed.size
  handed.set(id, exports)
  const names = Object.keys(exports)
  const lines = names.map((name, i) => `const v${i} = m[${JSON.stringify(name)}]`)
  const list = names.map((name, i) => `v${i} as ${JSON.stringify(name)}`)
  const source = `const m = globalThis[Symbol.for('${Symbol.keyFor(key) ?? ''}')].get(${id})
${lines.join('\n')}
export { ${list.join(', ')} }`
  const made = import(`data:text/javascript,${encodeURIComponent(source)}`) as Promise<object>
  namespaces.set(exports, made)
  return made
}

const views = new WeakMap<object, object>()

/** A namespace as compiled code expects it from `require`: marked as an ES module, live. */
export function interoperable(namespace: object): object {
  const known = views.get(namespace)
  if (known) return known
  const view = Object.defineProperty({}, '__esModule', { value: true })
  for (const name of Object.keys(namespace)) {
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => (namespace as Record<string, unknown>)[name]
    })
  }
  views.set(namespace, view)
  return view
}
