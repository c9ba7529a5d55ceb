import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { publishOrigins } from '../../src/access/configure.ts'
import { addMerchant, listMerchants, setAllowedOrigins } from '../../src/db/merchants.ts'
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
  const [command, ...origins] = positionals
  switch (command) {
    case 'add':
      return add(openTarget(values), required(values.name, '--name'), values.organization, values['location-hint'])
    case 'list':
      return listMerchants(openTarget(values).db)
    case 'origins':
      return changeOrigins(openTarget(values), values.merchant, values.none ? [] : origins.map(readOrigin), values.none)
    default:
      throw unknownCommand(
        'merchant -- add --name NAME [--organization ID] [--location-hint HINT] | list | origins [ORIGIN … | --none] [--merchant ID], each with [--state DIR] [--remote]',
      )
  }
})

async function add({ db }: Target, name: string, organization: string | undefined, locationHint: string | undefined) {
  const id = `mer_${randomUUID()}`
  const organizationId = organization ?? `org_${randomUUID()}`
  await addMerchant(db, { id, organizationId, name, locationHint: locationHint ?? null })
  return { id, organizationId, name }
}

/** Without origins shows what is set; with some, or with --none, replaces it. */
async function changeOrigins({ db, config }: Target, merchant: string | undefined, origins: string[], none: boolean) {
  const { id, allowedOrigins } = await chooseMerchant(db, merchant)
  if (origins.length === 0 && !none) return { id, allowedOrigins }
  await setAllowedOrigins(db, id, origins)
  await publishOrigins(config, id, origins, Date.now())
  return { id, allowedOrigins: origins }
}

function readOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin !== 'null' && origin === text.replace(/\/$/, '')) return origin
  throw new CommandError(`${text} is no origin: write it as https://shop.example, without a path.`)
}
