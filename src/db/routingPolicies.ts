import { and, desc, eq, lt } from 'drizzle-orm'
import type { Database } from './database.ts'
import { type GatewayAccountRow, gatewayAccountsOf } from './gatewayAccounts.ts'
import type { ListOwner } from './list.ts'
import { routingPolicies } from './schema.ts'
import { available } from './trouble.ts'

export type RoutingPolicyRow = typeof routingPolicies.$inferSelect

const ofOwner = ({ merchantId, mode }: ListOwner) =>
  and(eq(routingPolicies.merchantId, merchantId), eq(routingPolicies.mode, mode))

interface Page {
  readonly first: number
  readonly before?: number
}

const policiesOf = (db: Database, owner: ListOwner, { first, before }: Page) =>
  db
    .select()
    .from(routingPolicies)
    .where(and(ofOwner(owner), before === undefined ? undefined : lt(routingPolicies.version, before)))
    .orderBy(desc(routingPolicies.version))
    .limit(first)

/** The newest versions first, below `before` where it is given. */
export const listPolicies = (db: Database, owner: ListOwner, page: Page): Promise<RoutingPolicyRow[]> =>
  available(policiesOf(db, owner, page))

/** The accounts in order and the newest policy, of one moment and in one round trip. */
export async function readRouting(
  db: Database,
  owner: ListOwner,
): Promise<{ readonly accounts: readonly GatewayAccountRow[]; readonly newest: RoutingPolicyRow | undefined }> {
  const [accounts, [newest]] = await available(
    db.batch([gatewayAccountsOf(db, owner.merchantId, owner.mode), policiesOf(db, owner, { first: 1 })]),
  )
  return { accounts, newest }
}

export async function findPolicy(
  db: Database,
  owner: ListOwner,
  version: number,
): Promise<RoutingPolicyRow | undefined> {
  const [policy] = await available(
    db
      .select()
      .from(routingPolicies)
      .where(and(ofOwner(owner), eq(routingPolicies.version, version)))
      .limit(1),
  )
  return policy
}

/** Undefined where that version has been saved already: it stays as it is, so of two savers at once one learns of the other. */
export async function addPolicy(
  db: Database,
  policy: typeof routingPolicies.$inferInsert,
): Promise<RoutingPolicyRow | undefined> {
  const [added] = await available(db.insert(routingPolicies).values(policy).onConflictDoNothing().returning())
  return added
}
