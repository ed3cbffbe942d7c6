// Keeps the files of the site at the first visit. Later they are taken from there, with what the browser has compiled of
// them, unless the site has a new version, which is seen at once: then the network comes first. Without a network there
// is what was kept; where the browser keeps nothing there is the network.
const { version, files } = self.siteFiles
// Other sites of ours may have other paths of the same server.
const prefix = `nnqft-site ${registration.scope} `
const name = `${prefix}${version}`
/** Nothing where the browser refuses to keep. */
const kept = caches.open(name).catch(() => undefined)

/** Where a file of the site is. @param {string} file */
const addressOf = (file) => new URL(file, location.href).href

/** Files with a digest in their name, which are the same in every version. */
const isNamedByContent = (pathname) => /\.[0-9a-f]{7,}\.\w+$/.test(pathname)

/**
 * Keeps a file of this version, whatever the browser has of an earlier one: that serves where the name says so. Without a network it
 * fails, and the next visit goes on; what the site does not give, and what there is no room for, comes from the network later.
 */
async function keep(cache, address) {
  const isSame = isNamedByContent(new URL(address).pathname)
  const earlier = isSame ? await caches.match(address) : undefined
  const answer = earlier ?? (await fetch(address, { cache: isSame ? 'force-cache' : 'no-cache' }))
  if (answer.ok) await cache.put(address, answer).catch(() => undefined)
}

async function keepAll() {
  const cache = await kept
  if (!cache) return
  const there = new Set((await cache.keys()).map(({ url }) => url))
  const missing = files
    .map(addressOf)
    .filter((address) => !there.has(address))
    .values()
  // A few at a time: the page that is loading asks for its own.
  const keepOn = async () => {
    for (const address of missing) await keep(cache, address)
  }
  await Promise.all([keepOn(), keepOn(), keepOn(), keepOn()])
}

/** Of earlier versions the last one stays: pages of it may be open. */
async function forget() {
  const keys = await caches.keys().catch(() => [])
  const earlier = keys.filter((key) => key.startsWith(prefix) && key !== name)
  await Promise.all(earlier.slice(0, -1).map((key) => caches.delete(key)))
}

addEventListener('install', (event) => event.waitUntil(keepAll()))
addEventListener('activate', (event) => event.waitUntil(forget()))

/** How long the site may take to name its version, before it counts as not reached. */
const patienceMilliseconds = 5000

/** Whether what was kept is what the site has now; a site that is not reached has nothing newer. */
async function askCurrent() {
  const signal = AbortSignal.timeout(patienceMilliseconds)
  try {
    const answer = await fetch('version.txt', { cache: 'no-store', signal })
    return !answer.ok || (await answer.text()) === version
  } catch {
    return true
  }
}

/** Asked for every page, and by each start of this worker. */
let isCurrent

/** What was kept of an address, whatever is asked of it. */
async function find(address) {
  const { origin, pathname } = new URL(address)
  const file = `${origin}${pathname.replace(/\/$/, '/index.html')}`
  const place = isNamedByContent(pathname) ? caches : await kept
  const found = await place?.match(file).catch(() => undefined)
  // A page may not be answered by what a server has led to elsewhere.
  return found?.redirected ? new Response(found.body, found) : found
}

async function answerTo(request) {
  if (request.mode === 'navigate') isCurrent = undefined
  isCurrent ??= askCurrent()
  if (isNamedByContent(new URL(request.url).pathname) || (await isCurrent)) {
    return (await find(request.url)) ?? fetch(request)
  }
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
