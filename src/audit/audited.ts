import { UnavailableError } from '../db/trouble.ts'
import { errorFields, log } from '../http/log.ts'
import type { Result } from '../result.ts'
import type { AuditAction, AuditActor, AuditDetail, AuditOwner, AuditPort } from './contract.ts'

/** The log could not be written, and so nothing was changed. */
export class AuditUnavailableError extends UnavailableError {
  constructor(cause: unknown) {
    super(cause)
    this.name = 'AuditUnavailableError'
    this.message = 'The audit log could not be written, so nothing was changed.'
  }
}

/** Whose configuration is changed, and on whose word. */
export interface Changer extends AuditOwner {
  readonly actor: AuditActor
}

/** What somebody is about to do. */
export interface Act {
  readonly action: AuditAction
  readonly subject: string
  /** Names of fields and safe values. */
  readonly detail?: AuditDetail
}

/**
 * Makes a change that is in the log before it is made: where it cannot be written down it is not made, and this throws
 * `AuditUnavailableError`. A change that was refused leaves a second entry that says so and why; one that broke off, a
 * second entry that says that nobody knows.
 */
export async function audited<Value, Refusal>(
  audit: AuditPort,
  changer: Changer,
  act: Act,
  change: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  const number = await write(audit, changer, act).catch((error: unknown) => {
    throw new AuditUnavailableError(error)
  })
  const note = (detail: AuditDetail): Promise<unknown> =>
    write(audit, changer, { ...act, detail: number === undefined ? detail : { ...detail, of: number } }).catch(
      (error: unknown) =>
        log('error', 'how a change ended is not in the audit log', {
          action: act.action,
          number,
          ...errorFields(error),
        }),
    )
  try {
    const changed = await change()
    if (!changed.ok) await note({ outcome: 'refused', ...reasonOf(changed.error) })
    return changed
  } catch (error) {
    await note({ outcome: 'unknown' })
    throw error
  }
}

async function write(
  audit: AuditPort,
  { merchantId, mode, actor }: Changer,
  { action, subject, detail = {} }: Act,
): Promise<number | undefined> {
  const head = await audit.record({ merchantId, mode }, [{ atMs: Date.now(), actor, action, subject, detail }])
  return head.number
}

/** Kind and field of a refusal. Its message is for the caller, and may repeat what the caller sent. */
function reasonOf(error: unknown): AuditDetail {
  if (typeof error === 'string') return { reason: error }
  if (typeof error !== 'object' || error === null) return {}
  const { kind, path } = error as { readonly kind?: unknown; readonly path?: unknown }
  return {
    ...(typeof kind === 'string' ? { reason: kind } : {}),
    ...(Array.isArray(path) ? { field: path.map(String).join('.') } : {}),
  }
}
