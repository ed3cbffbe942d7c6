// Keeps the files of the site at the first visit. Later the network comes first, so that a new version is seen at
// once, and what was kept stands in for it where there is none.
const { version, files } = self.siteFiles
const name = `nnqft-site-${version}`

addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(name)
    await cache.addAll(files.filter((file) => file !== 'service-worker.js'))
  }
  event.waitUntil(keep())
})

addEventListener('activate', (event) => {
  const forget = async () => {
    const old = (await caches.keys()).filter((key) => key.startsWith('nnqft-site-') && key !== name)
    await Promise.all(old.map((key) => caches.delete(key)))
  }
  event.waitUntil(forget())
})

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  // Requests that JupyterLite's own worker answers.
  const isOwn = /\/api\/(?:drive|stdin|service-worker-heartbeat)/.test(pathname)
  if (request.method !== 'GET' || origin !== location.origin || isOwn) return
  event.stopImmediatePropagation()
  event.respondWith(
    fetch(request).catch(async (reason) => {
      const kept = await (await caches.open(name)).match(request, { ignoreSearch: true })
      if (kept) return kept
      throw reason
    })
  )
})

importScripts('jupyterlite-service-worker.js')
