import { isGatewayAccountId, newGatewayAccountId } from '../access/accountId.ts'
import { publishRouting, withdrawAccount } from '../access/configure.ts'
import { accountOfRow, type GatewayAccount } from '../access/gatewayAccount.ts'
import {
  addGatewayAccount,
  changeGatewayAccount,
  type GatewayAccountChange,
  listGatewayAccounts,
  removeGatewayAccount,
} from '../db/gatewayAccounts.ts'
import type { ListOwner } from '../db/list.ts'
import { ok, type Result } from '../result.ts'
import type { VaultAccountChange, VaultFieldError } from '../vault/contract.ts'
import type { AddGateway, ChangeGateway, ConfigurationRefusal, Configured } from './contract.ts'
import { given, readFields } from './fields.ts'
import { rulesNaming } from './policies.ts'
import { absent, type ConfigurationPorts, impossible, invalid } from './ports.ts'

/** All of a merchant's accounts are looked at for each payment, and fit one entry in KV. */
const MOST_ACCOUNTS = 50

export const listGateways = async (
  { db }: Pick<ConfigurationPorts, 'db'>,
  owner: ListOwner,
): Promise<readonly GatewayAccount[]> => (await listGatewayAccounts(db, owner.merchantId, owner.mode)).map(accountOfRow)

/** Secrets to the vault first: an account that attempts could choose is never without them. */
export async function addGateway(
  ports: ConfigurationPorts,
  owner: ListOwner,
  { id = newGatewayAccountId(), name, kind, baseUrl, credentials, ...rest }: AddGateway,
): Configured<GatewayAccount> {
  const fields = readFields({ ...rest, name })
  if (!fields.ok) return fields
  const others = await listGateways(ports, owner)
  if (others.some((one) => one.name === name)) return nameTaken(name)
  if (others.length >= MOST_ACCOUNTS) {
    return impossible(`There are ${MOST_ACCOUNTS} gateways, which is the most: remove one first.`)
  }
  const kept = await putSecrets(ports, owner, { accountId: id, kind, baseUrl, credentials })
  if (!kept.ok) return kept
  // Where the database does not say whether it has the account, its secrets stay: without a row nothing leads to them.
  if (!(await addGatewayAccount(ports.db, { ...fields.value, ...owner, id, name, kind }))) {
    await ports.vault.removeAccount({ ...owner, accountId: id })
    return nameTaken(name)
  }
  return published(ports, owner, id)
}

/** The vault first here too: it is the one that may refuse what it gets. */
export async function changeGateway(
  ports: ConfigurationPorts,
  owner: ListOwner,
  { id, baseUrl, credentials, ...rest }: ChangeGateway,
): Configured<GatewayAccount> {
  const fields = readFields(rest)
  if (!fields.ok) return fields
  const accounts = isGatewayAccountId(id) ? await listGateways(ports, owner) : []
  const account = accounts.find((one) => one.id === id)
  if (account === undefined) return absent
  const { name } = fields.value
  if (accounts.some((one) => one.id !== id && one.name === name)) return nameTaken(name ?? '')
  if (given(baseUrl) || given(credentials)) {
    const kept = await putSecrets(ports, owner, {
      accountId: id,
      kind: account.kind,
      ...(given(baseUrl) ? { baseUrl } : {}),
      ...(given(credentials) ? { credentials } : {}),
    })
    if (!kept.ok) return kept
  }
  return keepFields(ports, owner, id, fields.value)
}

async function keepFields(ports: ConfigurationPorts, owner: ListOwner, id: string, fields: GatewayAccountChange) {
  const changed = await changeGatewayAccount(ports.db, owner, id, fields)
  if (changed === 'absent') return absent
  return changed === 'name_taken' ? nameTaken(fields.name ?? '') : published(ports, owner, id)
}

/** Only the vault is written. Calls under way end with the credentials they began with. */
export async function rotateCredentials(
  ports: ConfigurationPorts,
  owner: ListOwner,
  { id, credentials }: { readonly id: string; readonly credentials: unknown },
): Configured<GatewayAccount> {
  const account = isGatewayAccountId(id) ? (await listGateways(ports, owner)).find((one) => one.id === id) : undefined
  if (account === undefined) return absent
  if (!given(credentials)) return invalid(['credentials'], 'credentials are missing.')
  const kept = await putSecrets(ports, owner, { accountId: id, kind: account.kind, credentials })
  return kept.ok ? ok(account) : kept
}

/**
 * The other way round: no attempt chooses the account any more, then its secrets go. A removal that broke off in between
 * can be repeated.
 */
export async function removeGateway(
  ports: ConfigurationPorts,
  owner: ListOwner,
  { id }: { readonly id: string },
): Configured<{ readonly id: string }> {
  if (!isGatewayAccountId(id)) return absent
  const rules = await rulesNaming(ports, owner, id)
  if (rules.length > 0) {
    return impossible(
      `The routing policy names this gateway in ${rules.join(', ')}: save the policy without it first, or disable the gateway.`,
    )
  }
  const removed = await removeGatewayAccount(ports.db, owner.merchantId, owner.mode, id)
  if (removed) {
    await publishRouting(ports.config, ports.db, owner, [], ports.nowMs())
    await withdrawAccount(ports.config, id)
  }
  const forgotten = await ports.vault.removeAccount({ ...owner, accountId: id })
  return removed || forgotten === 'removed' ? ok({ id }) : absent
}

async function putSecrets(
  { vault }: ConfigurationPorts,
  { merchantId, mode }: ListOwner,
  change: Omit<VaultAccountChange, 'merchantId' | 'mode'>,
): Promise<Result<'kept', ConfigurationRefusal>> {
  const kept = await vault.putAccount({ ...change, merchantId, mode })
  if (kept.ok) return kept
  return kept.error === 'not_found' ? absent : refusedBy(kept.error)
}

/** All that the vault found wrong, under the first field. */
const refusedBy = (errors: readonly VaultFieldError[]): Result<never, ConfigurationRefusal> =>
  invalid([errors[0]?.field ?? 'credentials'], errors.map(({ message }) => message).join(' '))

const nameTaken = (name: string): Result<never, ConfigurationRefusal> =>
  impossible(`There is a gateway named ${name} already: choose another name, or remove that gateway first.`)

/** The account as it now is, after everybody was told. */
async function published(ports: ConfigurationPorts, owner: ListOwner, id: string): Configured<GatewayAccount> {
  const { accounts } = await publishRouting(ports.config, ports.db, owner, [id], ports.nowMs())
  const account = accounts.find((one) => one.id === id)
  return account === undefined ? absent : ok(account)
}
