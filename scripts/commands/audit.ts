import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { headerOf } from '../../src/audit/chain.ts'
import type { AuditHead, AuditOwner } from '../../src/audit/contract.ts'
import { createVerifier, parseHead, type Verified, type Verifier } from '../../src/audit/verify.ts'
import type { RunningAudit } from './auditLog.ts'
import { commandChanger } from './changer.ts'
import { chooseMerchant, readMode, required, unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openRunningAudit, openTarget, TARGET_OPTIONS } from './target.ts'

const USAGE =
  'audit -- export --out FILE [--merchant ID] [--mode test|live] | verify FILE [--head NUMBER:HASH] | verify [--merchant ID] [--mode test|live] | head, each with [--state DIR]'

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      merchant: { type: 'string' },
      mode: { type: 'string' },
      out: { type: 'string' },
      head: { type: 'string' },
    },
  })
  const [command, file] = positionals
  if (command === 'verify' && file !== undefined) return verifyFile(file, values.head)
  if (values.remote) throw new CommandError(REMOTE)
  const open = async () => {
    const { id: merchantId } = await chooseMerchant(openTarget(values).db, values.merchant)
    return { audit: openRunningAudit(values.state), owner: { merchantId, mode: readMode(values.mode) } }
  }
  switch (command) {
    case 'export':
      return exportTo(await open(), required(values.out, '--out'))
    case 'verify':
      return verifyLive(await open())
    case 'head': {
      const { audit, owner } = await open()
      return shownHead(await audit.head(owner))
    }
    default:
      throw unknownCommand(USAGE)
  }
})

const REMOTE =
  'The platform lets no command into a deployed log: take its files with `npx wrangler r2 object get`, and its head and tail from the queries auditHead and auditLog (docs/audit.md).'

interface Open {
  readonly audit: RunningAudit
  readonly owner: AuditOwner
}

const shownHead = ({ number, hash }: AuditHead) => ({ head: `${number}:${hash}` })

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
async function exportTo(open: Open, path: string) {
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

async function verifyLive(open: Open) {
  const verifier = createVerifier(await open.audit.head(open.owner))
  for await (const line of linesOf(open)) if (!verifier.take(line)) break
  return shownVerified(verified(verifier, ''))
}

/** Needs nothing but the file: whoever has an export can check it anywhere. */
async function verifyFile(path: string, headText: string | undefined) {
  const head = headText === undefined ? undefined : parseHead(headText)
  if (headText !== undefined && head === undefined)
    throw new CommandError('--head is NUMBER:HASH, as `audit -- head` shows it.')
  const verifier = createVerifier(head)
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8').on('error', () => undefined)) {
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
