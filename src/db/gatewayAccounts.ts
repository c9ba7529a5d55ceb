import { and, asc, eq, sql } from 'drizzle-orm'
import type { Mode } from '../ids/ids.ts'
import type { Database } from './database.ts'
import type { ListOwner } from './list.ts'
import { gatewayAccounts } from './schema.ts'
import { available, isDuplicate } from './trouble.ts'

export type GatewayAccountRow = typeof gatewayAccounts.$inferSelect

/** The query itself, for a batch. */
export const gatewayAccountsOf = (db: Database, merchantId: string, mode: Mode) =>
  db
    .select()
    .from(gatewayAccounts)
    .where(and(eq(gatewayAccounts.merchantId, merchantId), eq(gatewayAccounts.mode, mode)))
    .orderBy(asc(gatewayAccounts.position), asc(gatewayAccounts.id))

/** All accounts of a merchant and mode, in the order in which they are tried. */
export const listGatewayAccounts = (db: Database, merchantId: string, mode: Mode): Promise<GatewayAccountRow[]> =>
  available(gatewayAccountsOf(db, merchantId, mode))

export async function findGatewayAccount(db: Database, id: string): Promise<GatewayAccountRow | undefined> {
  const [account] = await available(db.select().from(gatewayAccounts).where(eq(gatewayAccounts.id, id)).limit(1))
  return account
}

/** Adds the account behind those there are. An account of that id, or of that name, stays as it is: false. */
export async function addGatewayAccount(
  db: Database,
  account: Omit<typeof gatewayAccounts.$inferInsert, 'position'>,
): Promise<boolean> {
  const last = sql<number>`(select coalesce(max(position), 0) + 1 from gateway_accounts
    where merchant_id = ${account.merchantId} and mode = ${account.mode})`
  const added = await available(
    db
      .insert(gatewayAccounts)
      .values({ ...account, position: last })
      .onConflictDoNothing()
      .returning({ id: gatewayAccounts.id }),
  )
  return added.length > 0
}

export type GatewayAccountChange = Partial<
  Pick<GatewayAccountRow, 'name' | 'weight' | 'enabled' | 'costs' | 'timeoutMs' | 'maxConcurrency' | 'position'>
>

/** All of the change or nothing of it. A new position makes room: the merchant's other accounts keep their order. */
export async function changeGatewayAccount(
  db: Database,
  owner: ListOwner,
  id: string,
  { position, ...fields }: GatewayAccountChange,
): Promise<'changed' | 'absent' | 'name_taken'> {
  const { merchantId, mode } = owner
  const own = and(
    eq(gatewayAccounts.id, id),
    eq(gatewayAccounts.merchantId, merchantId),
    eq(gatewayAccounts.mode, mode),
  )
  // Setting the id to itself makes a change without fields a statement all the same, which tells whether the row exists.
  const change = db
    .update(gatewayAccounts)
    .set({ ...fields, id })
    .where(own)
    .returning({ id: gatewayAccounts.id })
  try {
    const changed =
      position === undefined
        ? await available(change)
        : (await available(db.batch([change, movement(db, owner, id, position)])))[0]
    return changed.length > 0 ? 'changed' : 'absent'
  } catch (error) {
    if (isDuplicate(error)) return 'name_taken'
    throw error
  }
}

/** Numbers the accounts anew from 1, with this one at the place wanted, or last where there are not so many. */
const movement = (db: Database, { merchantId, mode }: ListOwner, id: string, position: number) =>
  db.execute(sql`
    update gateway_accounts set position = placed.place from (
      select id, case
        when id = ${id} then least(${position}::bigint, count(*) over ())
        else rank + (case when rank >= ${position}::bigint then 1 else 0 end)
      end as place
      from (
        select id, row_number() over (partition by id = ${id} order by position, id) as rank
        from gateway_accounts where merchant_id = ${merchantId} and mode = ${mode}
      ) as ranked
    ) as placed
    where gateway_accounts.id = placed.id and exists (
      select 1 from gateway_accounts where id = ${id} and merchant_id = ${merchantId} and mode = ${mode}
    )`)

/** False where there is no such account of this merchant and mode. */
export async function removeGatewayAccount(db: Database, merchantId: string, mode: Mode, id: string): Promise<boolean> {
  const removed = await available(
    db
      .delete(gatewayAccounts)
      .where(
        and(eq(gatewayAccounts.id, id), eq(gatewayAccounts.merchantId, merchantId), eq(gatewayAccounts.mode, mode)),
      )
      .returning({ id: gatewayAccounts.id }),
  )
  return removed.length > 0
}
