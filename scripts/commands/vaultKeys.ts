import { parseArgs } from 'node:util'
import { listGatewayAccounts } from '../../src/db/gatewayAccounts.ts'
import { listMerchants } from '../../src/db/merchants.ts'
import type { RewrapStatus } from '../../src/vault/keys/directory.ts'
import type { VaultKeysPort } from '../rebuild/control.ts'
import { inLog } from './changer.ts'
import { chooseMerchant, readMode, required, unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS, type Target } from './target.ts'
import { combine, retire, rotateFrame, rotateKeyEncryption, split } from './vaultSecrets.ts'

const USAGE = `npm run vault-keys -- COMMAND     docs/vault-keys.md tells the whole way

  status                              under which key-encryption keys everything is, and what is left
  rewrap                              put everything under the current one, beginning now
  list [--merchant ID] [--mode test]  a merchant's data keys, by month
  shred --merchant ID [--mode test] [--period 2026-11] --yes
                                      destroy them: what they sealed opens for nobody again
  rotate kek --secrets FILE           add a version to KEY_ENCRYPTION_KEYS and make it current
  rotate frame --secrets FILE [--overlap-hours 24]
                                      put a new key first in FRAME_KEYS, give the others an end, drop those that ended
  retire VERSION --secrets FILE       take a version out, once nothing is under it
  split --shares 5 --threshold 3 --out DIR [--secrets FILE]
                                      a file for each custodian: shares of a new key, or of FILE's current one
  combine SHARE-FILE... [--out FILE]  check that shares are whole and fit; write KEY_ENCRYPTION_KEYS with their key

  with --state DIR or --remote, and --mode test|live; files of secrets are then deployed with npm run deploy -- --secrets FILE`

/** What the vault takes in one call. */
const ACCOUNTS_A_CALL = 100

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...TARGET_OPTIONS,
    merchant: { type: 'string' },
    mode: { type: 'string' },
    period: { type: 'string' },
    secrets: { type: 'string' },
    'overlap-hours': { type: 'string', default: '24' },
    shares: { type: 'string', default: '5' },
    threshold: { type: 'string', default: '3' },
    out: { type: 'string' },
    yes: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

await run(async () => {
  if (values.help) return USAGE
  const [command, what, ...more] = positionals
  switch (command) {
    case 'status':
      return withVault((_target, vault) => vault.status())
    case 'rewrap':
      return withVault(rewrap)
    case 'list':
      return withVault(async (target, vault) => vault.list(await ownerOf(target)))
    case 'shred':
      return withVault(shred)
    case 'rotate':
      if (what === 'kek') return rotateKeyEncryption(secretsFile())
      if (what === 'frame') return rotateFrame(secretsFile(), Number(values['overlap-hours']), Date.now())
      throw unknownCommand('vault-keys -- rotate kek | frame, with --secrets FILE')
    case 'retire': {
      const version = required(what, 'The version (`vault-keys -- status` shows what is under which)')
      const file = secretsFile()
      return withVault(async (target, vault) => {
        await refuseWhileInUse(target, vault, version)
        return retire(file, version)
      })
    }
    case 'split':
      return split({
        count: Number(values.shares),
        threshold: Number(values.threshold),
        directory: required(values.out, '--out DIR'),
        secretsFile: values.secrets,
      })
    case 'combine':
      return combine(what === undefined ? [] : [what, ...more], values.out)
    default:
      throw new CommandError(USAGE)
  }
})

const secretsFile = (): string => required(values.secrets, '--secrets FILE')

async function withVault<Value>(work: (target: Target, vault: VaultKeysPort) => Promise<Value>): Promise<Value> {
  const target = openTarget(values)
  const maintenance = await target.maintenance()
  try {
    return await work(target, maintenance.vaultKeys)
  } finally {
    await maintenance.close()
  }
}

async function ownerOf({ db }: Target) {
  return { merchantId: (await chooseMerchant(db, values.merchant)).id, mode: readMode(values.mode) }
}

/** Gateway accounts of the first format come under data keys; the rest is the vault's own, in the background. */
async function rewrap(target: Target, vault: VaultKeysPort): Promise<RewrapStatus & { readonly accounts: object }> {
  const accounts = await resealAll(target, vault)
  const before = await vault.status()
  const { current = 'unknown' } = before
  for (const { merchantId, mode, keks } of before.waiting) {
    const act = { action: 'vault.keys.rewrap', subject: merchantId, detail: { from: [...keks], to: current } } as const
    await inLog(target.audit, { merchantId, mode }, act, async () => undefined)
  }
  return { ...(await vault.rewrap()), accounts }
}

async function resealAll({ db }: Target, vault: VaultKeysPort): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {}
  for (const { id: merchantId } of await listMerchants(db)) {
    for (const mode of ['TEST', 'LIVE'] as const) {
      const ids = (await listGatewayAccounts(db, merchantId, mode)).map(({ id }) => id)
      for (let at = 0; at < ids.length; at += ACCOUNTS_A_CALL) {
        for (const outcome of await vault.reseal(ids.slice(at, at + ACCOUNTS_A_CALL))) {
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        }
      }
    }
  }
  return outcomes
}

/** A version that anything is under cannot be made again, and neither can what is under it. */
async function refuseWhileInUse(target: Target, vault: VaultKeysPort, version: string): Promise<void> {
  const { does_not_open: closed = 0, changed = 0 } = await resealAll(target, vault)
  if (closed + changed > 0) {
    throw new CommandError(
      `${closed + changed} gateway accounts are not under data keys: run \`vault-keys -- rewrap\`.`,
    )
  }
  const status = await vault.status()
  const count = status.byKek[`local:${version}`] ?? 0
  if (status.current === undefined) throw new CommandError('The provider does not answer: nothing is retired.')
  if (count > 0) {
    throw new CommandError(`${count} merchants have data keys under version ${version}: run \`vault-keys -- rewrap\`.`)
  }
}

async function shred(target: Target, vault: VaultKeysPort) {
  required(values.merchant, '--merchant ID')
  const owner = await ownerOf(target)
  const { period } = values
  if (period !== undefined && !/^((stored-)?[0-9]{4}-[0-9]{2}|credentials)$/.test(period)) {
    throw new CommandError(
      '--period is a month such as 2026-11 for tokens, stored-2026-11 for cards stored in it, or credentials.',
    )
  }
  const what = period === undefined ? 'all data keys' : `the data keys of ${period}`
  if (!values.yes) {
    throw new CommandError(`This destroys ${what} of ${owner.merchantId} in ${owner.mode}, for good. Say --yes.`)
  }
  const act = { action: 'vault.keys.shred', subject: owner.merchantId, detail: { period: period ?? 'all' } } as const
  const shredded = await inLog(target.audit, owner, act, () => vault.shred(owner, period))
  return { ...owner, period: period ?? 'all', shredded }
}
