import { SecretError } from '../env.ts'

/** What a line may say. There is no field for a body, a header, a credential or a card, so none can slip in. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly requestId: string
  readonly method?: string
  /** The route's pattern, never the path as it came. */
  readonly route?: string
  readonly status?: number
  readonly durationMs?: number
  readonly merchantId?: string
  readonly credentialId?: string
  readonly accountId?: string
  readonly paymentId?: string
  readonly outcome?: string
  /** Where cards are tried from, as a prefix: an operator blocks it by this. */
  readonly network?: string
  /** The class of a fault and where it arose; its message may quote input, so it is not logged. */
  readonly fault?: string
}

/** One structured line. */
export function log(line: LogLine): void {
  const text = JSON.stringify({ service: 'vault', ...line })
  if (line.level === 'error') console.error(text)
  else console.log(text)
}

/** Class and code positions of a fault, without its message; only a secret's fault says which one, and no value. */
export function faultOf(error: unknown): string {
  if (error instanceof SecretError) return `${error.name}: ${error.message}`
  if (!(error instanceof Error)) return typeof error
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' < ').slice(0, 600)
}
