// In place of modules that are loaded, and extended perhaps, but of which nothing is used.
class Nothing {}

module.exports = new Proxy(Nothing, {
  get: (target, name) => {
    const isNamed = typeof name === 'string' && name !== '__esModule'
    return Reflect.get(target, name) ?? (isNamed ? Nothing : undefined)
  }
})
