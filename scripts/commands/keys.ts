import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { revokeKey } from '../../src/access/configure.ts'
import { hashOf, hintOf, newKey } from '../../src/access/credential.ts'
import { AuditUnavailableError } from '../../src/audit/audited.ts'
import { addKey, findKeyById, listKeys } from '../../src/db/keys.ts'
import type { ApiKeyKind } from '../../src/db/schema.ts'
import { inLog } from './changer.ts'
import { chooseMerchant, readMode, required, unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS, type Target } from './target.ts'

const KINDS: readonly ApiKeyKind[] = ['secret', 'operator', 'publishable']

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      merchant: { type: 'string' },
      mode: { type: 'string' },
      kind: { type: 'string' },
      id: { type: 'string' },
    },
  })
  const [command, id] = positionals
  switch (command) {
    case 'create':
      return create(openTarget(values), values)
    case 'list':
      return list(openTarget(values), values.merchant)
    case 'revoke':
      return revoke(openTarget(values), required(values.id ?? id, 'The id of the key (`keys -- list` shows them)'))
    default:
      throw unknownCommand(
        'keys -- create [--mode test|live] [--kind secret|operator|publishable] | list | revoke ID, each with [--merchant ID] [--state DIR] [--remote]',
      )
  }
})

/** The key itself is printed here and nowhere again. */
async function create(
  { db, audit }: Target,
  options: {
    readonly merchant?: string | undefined
    readonly mode?: string | undefined
    readonly kind?: string | undefined
  },
) {
  const kind = KINDS.find((one) => one === (options.kind ?? 'secret'))
  if (kind === undefined) throw new CommandError('--kind is secret, operator or publishable.')
  const mode = readMode(options.mode)
  const { id: merchantId } = await chooseMerchant(db, options.merchant)
  const key = newKey(kind, mode)
  const id = `key_${randomUUID()}`
  await inLog(audit, { merchantId, mode }, { action: 'key.create', subject: id, detail: { kind } }, () =>
    addKey(db, { id, merchantId, mode, kind, hash: hashOf(key), hint: hintOf(key) }),
  )
  return { id, kind, mode, key }
}

async function list({ db }: Target, merchant: string | undefined) {
  const keys = await listKeys(db, (await chooseMerchant(db, merchant)).id)
  return keys.map(({ id, kind, mode, hint, createdAt, revokedAt }) => ({ id, kind, mode, hint, createdAt, revokedAt }))
}

async function revoke({ db, config, audit }: Target, id: string) {
  const key = await findKeyById(db, id)
  if (key === undefined) throw new CommandError(`There is no key ${id}: \`npm run keys -- list\` shows them.`)
  const revoked = () => revokeKey(config, db, key, Date.now())
  try {
    await inLog(audit, key, { action: 'key.revoke', subject: id, detail: { kind: key.kind } }, revoked)
  } catch (error) {
    if (!(error instanceof AuditUnavailableError)) throw error
    // A key that leaked has to die whatever else is broken: this one change is made without its entry.
    await revoked()
    console.error(`${error.cause}: the audit log has no entry of this. Note it, and revoke the key again later.`)
  }
  return { id, revoked: true }
}
