// Saves what the store of the first argument holds of the ensemble of the second over and over, whole and in part,
// under the same names as its rivals, joins the files, and ends with an error as soon as one is found damaged or
// bags are lost.
import { MomentStore, ensemble } from 'nnqft'

const [folder, text] = process.argv.slice(2)
const whole = ensemble(JSON.parse(text))
const store = await MomentStore.open(folder)
const [width] = whole.widths
const fail = (/** @type {import('nnqft').UnusableFile} */ { name, reason }) => {
  throw new Error(`${name}: ${reason}`)
}
const bags = await store.load(whole, width, fail)
if (bags.size !== whole.bags) throw new Error(`${bags.size} bags found`)
for (let round = 0; round < 40; round++) {
  await store.save(whole, width, bags)
  await store.save(whole, width, new Map([...bags].slice(round % 5)))
  await store.join(whole, width)
  for (const damaged of (await store.verify()).unusable) fail(damaged)
  const { size } = await store.load(whole, width, fail)
  if (size !== whole.bags) throw new Error(`${size} bags left`)
}
