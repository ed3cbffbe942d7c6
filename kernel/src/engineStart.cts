// What a startup snapshot can load is CommonJS; the engine is an ES module.
void import('./engineMain.js')
