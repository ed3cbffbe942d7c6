#!/usr/bin/env node
// A computed path: the type checker of the sources has no business in the build's output.
await import(new URL('../dist/cli.js', import.meta.url).href)
