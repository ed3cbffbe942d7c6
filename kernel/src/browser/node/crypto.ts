// What the comms ask of `node:crypto`.
export const randomUUID = (): string => crypto.randomUUID()
