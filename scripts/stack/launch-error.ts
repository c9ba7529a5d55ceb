/** Why the stack does not start, in words for whoever ran the command; shown without a stack trace. */
export class LaunchError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'LaunchError'
  }
}
