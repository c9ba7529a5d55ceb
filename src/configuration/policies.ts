import { publishRouting } from '../access/configure.ts'
import { accountOfRow } from '../access/gatewayAccount.ts'
import { policyInForce } from '../access/routingConfiguration.ts'
import { readStoredPolicy } from '../access/storedPolicy.ts'
import { listGatewayAccounts } from '../db/gatewayAccounts.ts'
import type { ListOwner } from '../db/list.ts'
import { addPolicy, findPolicy, listPolicies, type RoutingPolicyRow } from '../db/routingPolicies.ts'
import { ok, type Result } from '../result.ts'
import { policyToJson } from '../routing/json.ts'
import { FIRST_POLICY, type Rule } from '../routing/policy.ts'
import type { ConfigurationRefusal, Configured, CurrentPolicy, PolicyVersion, SavePolicy } from './contract.ts'
import { given } from './fields.ts'
import { absent, type ConfigurationPorts, impossible, invalid } from './ports.ts'
import { checkedRules } from './rules.ts'

/** A sentence or two; the rules tell the rest. */
const LONGEST_NOTE = 500
/** A page of versions, each with its rules. */
const LARGEST_PAGE = 100
/** Versions that are looked at for one that can be read, as payments do. */
const MOST_LOOKED_AT = 10

/** Postgres's integers end here. */
const LARGEST_VERSION = 2_147_483_647

/** What everybody begins with. Nobody saved it. */
const FIRST_VERSION: PolicyVersion = { version: FIRST_POLICY.version, rules: FIRST_POLICY.rules }

export async function currentPolicy({ db }: ConfigurationPorts, owner: ListOwner): Promise<CurrentPolicy> {
  const rows = await listPolicies(db, owner, { first: MOST_LOOKED_AT })
  const { version } = policyInForce({ policies: rows })
  const row = rows.find((one) => one.version === version)
  const newestVersion = rows[0]?.version ?? FIRST_POLICY.version
  return { ...(row === undefined ? FIRST_VERSION : versionOf(row)), newestVersion }
}

export async function policyVersions(
  { db }: ConfigurationPorts,
  owner: ListOwner,
  { first, before }: { readonly first: number; readonly before?: number },
): Promise<{ readonly versions: readonly PolicyVersion[]; readonly hasNextPage: boolean }> {
  const size = Math.min(Math.max(Math.trunc(first), 1), LARGEST_PAGE)
  const rows = await listPolicies(db, owner, {
    first: size + 1,
    ...(before === undefined ? {} : { before: Math.min(before, LARGEST_VERSION) }),
  })
  return { versions: rows.slice(0, size).map(versionOf), hasNextPage: rows.length > size }
}

export async function savePolicy(
  ports: ConfigurationPorts,
  owner: ListOwner,
  input: SavePolicy,
): Configured<PolicyVersion> {
  const { note, expectedVersion, savedBy } = input
  if (given(note) && (typeof note !== 'string' || note.length > LONGEST_NOTE)) {
    return invalid(['note'], `note has at most ${LONGEST_NOTE} characters.`)
  }
  const rules = await readRules(ports, owner, input.rules)
  if (!rules.ok) return rules
  const newest = await newestVersion(ports, owner)
  if (given(expectedVersion) && expectedVersion !== newest) return overtaken(newest)
  return keep(ports, owner, newest, { rules: rules.value, savedBy, note: note ?? null })
}

/** The old version stays what it was: what held when is told by the versions alone. */
export async function rollbackPolicy(
  ports: ConfigurationPorts,
  owner: ListOwner,
  { version, savedBy }: { readonly version: number; readonly savedBy: string },
): Configured<PolicyVersion> {
  const old = await versionNumbered(ports, owner, version)
  if (old === undefined) return absent
  if (old.unreadable)
    return impossible(`Version ${version} was saved by a newer release of Turnpike: deploy that one first.`)
  // Checked anew: an account that it names may be gone.
  const rules = await readRules(ports, owner, old.rules)
  if (!rules.ok) return rules
  const newest = await newestVersion(ports, owner)
  return keep(ports, owner, newest, { rules: rules.value, savedBy, note: `Rollback to version ${version}` })
}

async function versionNumbered({ db }: ConfigurationPorts, owner: ListOwner, version: number) {
  if (version === FIRST_POLICY.version) return FIRST_VERSION
  if (!Number.isInteger(version) || version < 0 || version > LARGEST_VERSION) return undefined
  const row = await findPolicy(db, owner, version)
  return row === undefined ? undefined : versionOf(row)
}

/** Of two that save at once one gets the version, and the other is told. */
async function keep(
  ports: ConfigurationPorts,
  owner: ListOwner,
  newest: number,
  { rules, savedBy, note }: { readonly rules: readonly Rule[]; readonly savedBy: string; readonly note: string | null },
): Configured<PolicyVersion> {
  const version = newest + 1
  const row = await addPolicy(ports.db, { ...owner, version, rules: policyToJson(rules), note, savedBy })
  if (row === undefined) return overtaken(version)
  await publishRouting(ports.config, ports.db, owner, [], ports.nowMs())
  return ok(versionOf(row))
}

const newestVersion = async ({ db }: ConfigurationPorts, owner: ListOwner): Promise<number> =>
  (await listPolicies(db, owner, { first: 1 }))[0]?.version ?? FIRST_POLICY.version

const overtaken = (newest: number): Result<never, ConfigurationRefusal> =>
  impossible(`Version ${newest} has been saved meanwhile: look at it, then save again with it as the expected version.`)

/** The rules, checked against the accounts there are. The first problem is told; it names the rule. */
async function readRules(
  { db }: ConfigurationPorts,
  owner: ListOwner,
  input: unknown,
): Promise<Result<readonly Rule[], ConfigurationRefusal>> {
  const accounts = (await listGatewayAccounts(db, owner.merchantId, owner.mode)).map(accountOfRow)
  return checkedRules(input, accounts)
}

/** The rules of the policy in force, and of the newest where that is another, that name the account, in words. */
export async function rulesNaming(
  { db }: ConfigurationPorts,
  owner: ListOwner,
  accountId: string,
): Promise<readonly string[]> {
  const rows = await listPolicies(db, owner, { first: MOST_LOOKED_AT })
  const { rules } = policyInForce({ policies: rows })
  const named = rules
    .filter(({ candidates }) => candidates.some((one) => one.accountId === accountId))
    .map(({ name }) => `rule “${name}”`)
  const [newest] = rows
  // One that cannot be read is searched as text: account ids are random, so nothing else looks like one.
  const unread = newest !== undefined && readStoredPolicy(newest) === undefined ? newest : undefined
  const hidden = unread !== undefined && JSON.stringify(unread.rules).includes(accountId)
  return hidden ? [...named, `version ${unread.version}`] : named
}

function versionOf(row: RoutingPolicyRow): PolicyVersion {
  const policy = readStoredPolicy(row)
  return {
    version: row.version,
    savedBy: row.savedBy,
    savedAtMs: row.createdAt.getTime(),
    ...(row.note === null ? {} : { note: row.note }),
    ...(policy === undefined ? { rules: [], unreadable: true } : { rules: policy.rules }),
  }
}
