#!/usr/bin/env node
// By its address: the bundle is made by the build and no source for the type checker.
await import(new URL('../dist/cli.js', import.meta.url).href)
