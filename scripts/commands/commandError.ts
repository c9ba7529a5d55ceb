/** Why a command did nothing, on one line with what to do about it; shown without a stack trace. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CommandError'
  }
}
