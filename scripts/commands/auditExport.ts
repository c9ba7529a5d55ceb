import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { headerOf } from '../../src/audit/chain.ts'
import type { AuditHead, AuditOwner } from '../../src/audit/contract.ts'
import { createVerifier, parseHead, type Verified, type Verifier } from '../../src/audit/verify.ts'
import type { RunningAudit } from './auditLog.ts'
import { commandChanger } from './changer.ts'
import { CommandError } from './commandError.ts'

export interface Open {
  readonly audit: RunningAudit
  readonly owner: AuditOwner
}

export const shownHead = ({ number, hash }: AuditHead) => ({ head: `${number}:${hash}` })

/** All lines from the first, with the one before them that says whose log it is. */
async function* linesOf({ audit, owner }: Open): AsyncGenerator<string> {
  yield headerOf(owner)
  for (let after = 0; ; ) {
    const lines = await audit.readLines(owner, after)
    if (lines.length === 0) return
    yield* lines
    after += lines.length
  }
}

/** The export is in the log itself, as its last entry, so that who took it is known. What is written is verified. */
export async function exportTo(open: Open, path: string) {
  const { audit, owner } = open
  const { actor } = commandChanger(owner)
  await audit.record(owner, [
    { atMs: Date.now(), actor, action: 'audit.export', subject: owner.merchantId, detail: {} },
  ])
  const head = await audit.head(owner)
  const verifier = createVerifier(head)
  const file = createWriteStream(path, { mode: 0o600 })
  for await (const line of linesOf(open)) {
    verifier.take(line)
    if (!file.write(`${line}\n`)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
  const { number, hash } = verified(verifier, '')
  return { file: path, entries: number, head: `${number}:${hash}` }
}

export async function verifyLive(open: Open) {
  const verifier = createVerifier(await open.audit.head(open.owner))
  for await (const line of linesOf(open)) if (!verifier.take(line)) break
  return shownVerified(verified(verifier, ''))
}

/** Needs nothing but the file: whoever has an export can check it anywhere. */
export async function verifyFile(path: string, headText: string | undefined) {
  const head = headText === undefined ? undefined : parseHead(headText)
  if (headText !== undefined && head === undefined)
    throw new CommandError('--head is NUMBER:HASH, as `audit -- head` shows it.')
  const verifier = createVerifier(head)
  if (!existsSync(path)) throw new CommandError(`There is no file ${path}: \`audit -- export --out FILE\` writes one.`)
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (!lines.every((line) => verifier.take(line))) break
  }
  const shown = shownVerified(verified(verifier, rest))
  return head === undefined ? { ...shown, note: 'without --head nobody knows whether its end was cut' } : shown
}

const shownVerified = ({ number, hash, owner }: Verified) => ({ ...owner, entries: number, head: `${number}:${hash}` })

function verified(verifier: Verifier, rest: string): Verified {
  const result = verifier.end(rest)
  if (result.ok) return result.value
  const { number, why } = result.error
  throw new CommandError(`The log is not intact from entry ${number} on: ${why}.`)
}
