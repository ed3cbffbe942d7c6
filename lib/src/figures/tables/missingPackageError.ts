/**
 * A call needs a package that is not installed, because most users do without it: names the package and the
 * command that installs it, in the message and as fields.
 */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError'
  /** The command that installs the package. */
  readonly installCommand: string

  /**
   * @param source the function that needs it, for example `'dataFrame'`
   * @param packageName as npm knows it
   * @param options `cause`: the error of the search for it
   */
  constructor(
    readonly source: string,
    readonly packageName: string,
    options?: ErrorOptions
  ) {
    const command = `npm install ${packageName}`
    super(`${source} needs the package ${packageName}, which is not installed: ${command}`, options)
    this.installCommand = command
  }
}
