import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditHead, AuditOwner, AuditPort } from '../../src/audit/contract.ts'
import { inboxName } from '../../src/audit/inbox.ts'
import { run } from '../checks/run.ts'
import { bucketNames } from '../deploy/config.ts'
import { CommandError } from './commandError.ts'

/** The audit logs of a stack that runs on this machine: what commands write to, and what is exported. */
export interface RunningAudit extends AuditPort {
  head(owner: AuditOwner): Promise<AuditHead>
  /** Lines beyond this number, oldest first; none at the end. */
  readLines(owner: AuditOwner, after: number): Promise<readonly string[]>
}

export interface OpenAudit extends RunningAudit {
  close(): Promise<void>
}

/** Through the launcher, which holds the runtime that has the objects. */
export function runningAudit(controlOrigin: string, controlSecret: string): RunningAudit {
  async function ask<Answer>({ merchantId, mode }: AuditOwner, path: string, entries?: unknown): Promise<Answer> {
    const answer = await fetch(`${controlOrigin}/audit/${encodeURIComponent(merchantId)}/${mode}${path}`, {
      method: entries === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${controlSecret}` },
      ...(entries === undefined ? {} : { body: JSON.stringify(entries) }),
    }).catch(() => undefined)
    if (answer?.ok) return (await answer.json()) as Answer
    throw new CommandError(
      answer === undefined
        ? 'The stack does not answer: start it with `npm start`, then run the command again.'
        : `The audit log does not answer (${answer.status}): ${await answer.text()}`,
    )
  }
  return {
    record: (owner, entries) => ask(owner, '', entries),
    head: (owner) => ask(owner, '/head'),
    readLines: (owner, after) => ask(owner, `/lines?after=${after}`),
  }
}

/**
 * The platform lets no command into an object. What a command is about to do is left in the archive's bucket, through
 * wrangler, which has the login; the log takes it from there when it is looked at or next in use.
 */
export const inboxAudit = (): AuditPort => ({
  async record(owner, entries) {
    const [bucket = ''] = bucketNames(readFileSync(join(import.meta.dirname, '../../wrangler.toml'), 'utf8'))
    for (const entry of entries) {
      const place = `${bucket}/${inboxName(owner, entry, randomUUID())}`
      const { ok } = await run('wrangler', ['r2', 'object', 'put', place, '--pipe', '--remote'], {
        input: JSON.stringify(entry),
      })
      if (!ok) throw new CommandError(`wrangler could not write ${place}: run \`npx wrangler login\`, then try again.`)
    }
    return {}
  },
})
