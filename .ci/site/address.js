// Runs first in the page of JupyterLab, which reads its address in ways that end its start, or forget the notebook, at a
// stray percent sign: a link that was cut off inside of a character (`%C3%`, `%2`) has one.
{
  /** @param {string} text */
  const isReadable = (text) => {
    try {
      return decodeURIComponent(text) !== undefined
    } catch {
      return false
    }
  }
  const address = new URL(location.href)
  const { searchParams } = address
  // The path is decoded twice.
  const paths = searchParams.getAll('path')
  if (!isReadable(address.search) || !paths.every(isReadable)) {
    searchParams.delete('path')
    for (const path of paths) {
      searchParams.append('path', isReadable(path) ? path : encodeURIComponent(path))
    }
    // Written anew even where nothing has changed.
    address.search = String(searchParams)
    history.replaceState(history.state, '', address)
  }
}
