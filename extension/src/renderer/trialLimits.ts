/** Milliseconds that computing an untrusted figure may take. */
export const trialTime = 3000

/** Marks that an untrusted figure may have: a page draws so many in a part of a second. */
export const mostMarks = 100_000
