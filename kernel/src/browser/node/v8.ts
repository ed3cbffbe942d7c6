// What the language layer asks of `node:v8`. Cells run one at a time: nobody follows their promises.
export const promiseHooks = undefined
