// Keeps the files of the site at the first visit. Later they are taken from there, with what the browser has compiled of
// them, unless the site has a new version, which is seen at once: then the network comes first. Without a network there
// is what was kept.
const { version, files } = self.siteFiles
const name = `nnqft-site-${version}`
const kept = caches.open(name)

addEventListener('install', (event) => {
  const keep = async () => {
    // Of this version, whatever the browser has of an earlier one.
    const requests = files.map((file) => new Request(file, { cache: 'no-cache' }))
    await (await kept).addAll(requests)
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

/** Whether what was kept is what the site has now; a site that is not reached has nothing newer. */
async function askCurrent() {
  const answer = await fetch('version.txt', { cache: 'no-store' }).catch(() => undefined)
  return !answer?.ok || (await answer.text()) === version
}

/** Asked for every page, and by each start of this worker. */
let isCurrent

/** What was kept of an address, whatever is asked of it. */
async function find(address) {
  const { origin, pathname } = new URL(address)
  const found = await (await kept).match(`${origin}${pathname.replace(/\/$/, '/index.html')}`)
  // A page may not be answered by what a server has led to elsewhere.
  return found?.redirected ? new Response(found.body, found) : found
}

async function answerTo(request) {
  if (request.mode === 'navigate') isCurrent = undefined
  isCurrent ??= askCurrent()
  if (await isCurrent) return (await find(request.url)) ?? fetch(request)
  return fetch(request).catch(async (reason) => {
    const found = await find(request.url)
    if (found) return found
    throw reason
  })
}

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  // Requests that JupyterLite's own worker answers.
  const isOwn = /\/api\/(?:drive|stdin|service-worker-heartbeat)/.test(pathname)
  if (request.method !== 'GET' || origin !== location.origin || isOwn) return
  event.stopImmediatePropagation()
  event.respondWith(answerTo(request))
})

importScripts('jupyterlite-service-worker.js')
