import { and, asc, eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { ListOwner } from './list.ts'
import { webhookEndpoints } from './schema.ts'
import { available } from './trouble.ts'

const ofOwner = ({ merchantId, mode }: ListOwner) =>
  and(eq(webhookEndpoints.merchantId, merchantId), eq(webhookEndpoints.mode, mode))

/** The ids of a merchant's webhook endpoints, oldest first. */
export async function listWebhookEndpointIds(db: Database, owner: ListOwner): Promise<readonly string[]> {
  const rows = await available(
    db
      .select({ id: webhookEndpoints.id })
      .from(webhookEndpoints)
      .where(ofOwner(owner))
      .orderBy(asc(webhookEndpoints.createdAt), asc(webhookEndpoints.id)),
  )
  return rows.map(({ id }) => id)
}

export async function addWebhookEndpoint(db: Database, { merchantId, mode }: ListOwner, id: string): Promise<void> {
  await available(db.insert(webhookEndpoints).values({ id, merchantId, mode }))
}

export async function removeWebhookEndpoint(db: Database, owner: ListOwner, id: string): Promise<void> {
  await available(db.delete(webhookEndpoints).where(and(ofOwner(owner), eq(webhookEndpoints.id, id))))
}
