/** What a kernel says of its language; the version is that of the compiler. */
export function languageInfo(version: string) {
  return {
    name: 'typescript',
    version,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    // By name: an object with options is JavaScript for JupyterLab 4, and refused by clients in Rust.
    codemirror_mode: 'typescript',
    pygments_lexer: 'typescript',
    nbconvert_exporter: 'script'
  }
}
