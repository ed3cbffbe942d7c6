// Samples the ensemble of the second argument into the store of the first, bag by bag.
import { localRunner, MomentStore, ensemble, sampleEnsemble } from 'nnqft'

const [folder, text] = process.argv.slice(2)
const whole = ensemble(JSON.parse(text))
const store = await MomentStore.open(folder)
for (let bags = 5; bags <= whole.bags; bags += 5) {
  await sampleEnsemble({ ...whole, bags }, { store: { folder }, runner: localRunner() })
  await store.prune()
}
