import { AuditUnavailableError } from '../../src/audit/audited.ts'
import { UnavailableError } from '../../src/db/trouble.ts'
import { LaunchError } from '../stack/launch-error.ts'
import { CommandError } from './commandError.ts'

/** Runs a command and prints what it returns, a text as it is, all else as JSON: one thing on one line, a list spread out. What went wrong is one line on the error output and exit code 1. */
export async function run(command: () => Promise<unknown>): Promise<void> {
  try {
    const result = await command()
    if (typeof result === 'string') console.log(result)
    else if (result !== undefined) console.log(JSON.stringify(result, digits, Array.isArray(result) ? 2 : 0))
  } catch (error) {
    console.error(`error: ${messageOf(error)}`)
    process.exitCode = 1
  }
}

/** Amounts in minor units, which JSON has no number for. */
const digits = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

function messageOf(error: unknown): string {
  if (error instanceof CommandError || error instanceof LaunchError) return error.message
  if (error instanceof AuditUnavailableError) {
    const why = error.cause instanceof Error ? error.cause.message : ''
    return `${error.message} ${why}`.trim()
  }
  if (error instanceof UnavailableError) {
    return 'The database does not answer: start the stack with `npm start`, or check DATABASE_URL.'
  }
  // node:util's parseArgs tells what is wrong with the arguments.
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
