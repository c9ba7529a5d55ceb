import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { publishOrigins } from '../../src/access/configure.ts'
import { addMerchant, listMerchants, setAllowedOrigins } from '../../src/db/merchants.ts'
import { inBothLogs } from './changer.ts'
import { chooseMerchant, required, unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS, type Target } from './target.ts'

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      merchant: { type: 'string' },
      name: { type: 'string' },
      organization: { type: 'string' },
      'location-hint': { type: 'string' },
      none: { type: 'boolean', default: false },
    },
  })
  const [command, ...words] = positionals
  switch (command) {
    case 'add':
      return add(openTarget(values), required(values.name, '--name'), values.organization, values['location-hint'])
    case 'list':
      return listMerchants(openTarget(values).db)
    case 'origins':
      return changeOrigins(openTarget(values), values.merchant, readOriginsChange(words, values.none))
    default:
      throw unknownCommand(
        'merchant -- add --name NAME [--organization ID] [--location-hint HINT] | list | origins [add ORIGIN … | ORIGIN … (these alone) | --none] [--merchant ID], each with [--state DIR] [--remote]',
      )
  }
})

async function add(
  { db, audit }: Target,
  name: string,
  organization: string | undefined,
  locationHint: string | undefined,
) {
  const id = `mer_${randomUUID()}`
  const organizationId = organization ?? `org_${randomUUID()}`
  const act = { action: 'merchant.create', subject: id, detail: { organizationId } } as const
  await inBothLogs(audit, id, act, () =>
    addMerchant(db, { id, organizationId, name, locationHint: locationHint ?? null }),
  )
  return { id, organizationId, name }
}

type OriginsChange = { readonly kind: 'show' } | { readonly kind: 'add' | 'replace'; readonly origins: string[] }

function readOriginsChange([first, ...rest]: readonly string[], none: boolean): OriginsChange {
  if (none) {
    if (first === undefined) return { kind: 'replace', origins: [] }
    throw new CommandError('--none takes all origins away: name none beside it.')
  }
  if (first === undefined) return { kind: 'show' }
  if (first !== 'add') return { kind: 'replace', origins: [first, ...rest].map(readOrigin) }
  if (rest.length === 0) throw new CommandError('Name at least one origin to add.')
  return { kind: 'add', origins: rest.map(readOrigin) }
}

async function changeOrigins({ db, config, audit }: Target, merchant: string | undefined, change: OriginsChange) {
  const { id, allowedOrigins: before } = await chooseMerchant(db, merchant)
  if (change.kind === 'show') return { id, allowedOrigins: before }
  const kept = change.kind === 'add' ? before : []
  const allowedOrigins = [...new Set([...kept, ...change.origins])]
  const act = { action: 'merchant.origins', subject: id, detail: { before, after: allowedOrigins } } as const
  await inBothLogs(audit, id, act, async () => {
    await setAllowedOrigins(db, id, allowedOrigins)
    await publishOrigins(config, id, allowedOrigins, Date.now())
  })
  return { id, allowedOrigins }
}

function readOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin !== 'null' && origin === text.replace(/\/$/, '')) return origin
  throw new CommandError(`${text} is no origin: write it as https://shop.example, without a path.`)
}
