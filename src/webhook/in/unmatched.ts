import { createHash } from 'node:crypto'
import type { GatewayAccount } from '../../access/accounts.ts'
import type { Delivered, UnmatchedReason } from './deliver.ts'

/** A webhook that was genuine and about no payment, as it is kept. */
export interface UnmatchedWebhook {
  /** The account's id and the digest of the body: where it is kept. */
  readonly id: string
  readonly accountId: string
  /** When it came, the last time where it came often. */
  readonly receivedAtMs: number
  /** Absent for those that were kept before reasons were. */
  readonly reason?: UnmatchedReason
  readonly sizeBytes: number
}

export interface UnmatchedPage {
  readonly webhooks: readonly UnmatchedWebhook[]
  readonly hasNextPage: boolean
}

/** What operators see and do of webhooks that found no payment. Whoever asks says which accounts are theirs. */
export interface UnmatchedService {
  /** By account in the order given, and within one in the order of the bodies' digests. `after` is an id of the list. */
  list(accountIds: readonly string[], page: { readonly first: number; readonly after?: string }): Promise<UnmatchedPage>
  /** The beginning of the body. Undefined where it is no longer kept. */
  body(id: string): Promise<string | undefined>
  /** Offers it to the payments once more, and forgets it once it is stored or a duplicate. */
  retry(account: GatewayAccount, id: string): Promise<Delivered['kind'] | 'not_found'>
  /** Forgets it, as it is. False where it is no longer kept. */
  dismiss(account: GatewayAccount, id: string): Promise<boolean>
}

/** Gateways' messages are a few kilobytes; beyond this a person sees no more than that it is long. */
const LARGEST_SHOWN_BYTES = 16 * 1024
const PREFIX = 'webhooks/unmatched/'
const ID = /^(gwa_0[a-z2-7]{26})_([0-9a-f]{64})$/

const idOf = (accountId: string, digest: string): string => `${accountId}_${digest}`

/** The account and the key of an id; undefined where it is none. */
export function placeOf(id: string): { readonly accountId: string; readonly key: string } | undefined {
  const [, accountId, digest] = ID.exec(id) ?? []
  return accountId === undefined || digest === undefined ? undefined : { accountId, key: keyOf(accountId, digest) }
}

const keyOf = (accountId: string, digest: string): string => `${PREFIX}${accountId}/${digest}`

/** Genuine, but about nothing that is here: kept as it came, once, for a person to look at. Returns the body's digest. */
export async function keepUnmatched(
  archive: Pick<R2Bucket, 'put'>,
  accountId: string,
  rawBody: string,
  reason: UnmatchedReason,
): Promise<string> {
  const digest = createHash('sha256').update(rawBody).digest('hex')
  // Before the body, so that no body is ever without them.
  for (const marker of markersOf(rawBody, accountId, digest)) await archive.put(marker, '')
  await archive.put(keyOf(accountId, digest), rawBody, {
    httpMetadata: { contentType: 'application/json' },
    customMetadata: { reason },
  })
  return digest
}

/** By the payments that a body mentions, so that an erasure of one finds it without reading all of them. */
const MARKERS = 'webhooks/unmatched-of/'
const MENTIONED = /pay_0[a-z2-7]{52}/g
/** A gateway's message is about one payment; somebody who lists many is no gateway. */
const MOST_MENTIONED = 10

const markersOf = (rawBody: string, accountId: string, digest: string): readonly string[] =>
  [...new Set(rawBody.match(MENTIONED) ?? [])]
    .slice(0, MOST_MENTIONED)
    .map((paymentId) => `${MARKERS}${paymentId}/${accountId}/${digest}`)

/** Deletes what was kept that mentions this payment: a gateway's message may name its shopper. Safe to repeat. */
export async function forgetUnmatched(archive: Pick<R2Bucket, 'list' | 'delete'>, paymentId: string): Promise<void> {
  const prefix = `${MARKERS}${paymentId}/`
  for (;;) {
    const { objects, truncated } = await archive.list({ prefix })
    const keys = objects.flatMap(({ key }) => {
      const [accountId, digest] = key.slice(prefix.length).split('/')
      return accountId === undefined || digest === undefined ? [] : [keyOf(accountId, digest)]
    })
    if (keys.length > 0) await archive.delete(keys)
    if (objects.length > 0) await archive.delete(objects.map(({ key }) => key))
    if (!truncated) return
  }
}

type Redeliver = (account: GatewayAccount, rawBody: string) => Promise<Delivered>

export const unmatchedService = (archive: R2Bucket, redeliver: Redeliver): UnmatchedService => ({
  list: (accountIds, page) => listUnmatched(archive, accountIds, page),
  body: async (id) => {
    const place = placeOf(id)
    const kept = place && (await archive.get(place.key, { range: { offset: 0, length: LARGEST_SHOWN_BYTES } }))
    // A character that the cut went through is left out.
    return kept ? new TextDecoder().decode(await kept.arrayBuffer()).replace(/\uFFFD$/, '') : undefined
  },
  retry: async (account, id) => {
    const place = placeOf(id)
    const kept = place?.accountId === account.id ? await archive.get(place.key) : null
    if (kept === null) return 'not_found'
    const { kind } = await redeliver(account, await kept.text())
    if (kind === 'stored' || kind === 'duplicate') await archive.delete(kept.key)
    return kind
  },
  dismiss: async (account, id) => {
    const place = placeOf(id)
    const kept = place?.accountId === account.id ? await archive.head(place.key) : null
    if (kept !== null) await archive.delete(kept.key)
    return kept !== null
  },
})

async function listUnmatched(
  archive: R2Bucket,
  accountIds: readonly string[],
  { first, after }: { readonly first: number; readonly after?: string },
): Promise<UnmatchedPage> {
  const place = after === undefined ? undefined : placeOf(after)
  const from = place === undefined ? 0 : Math.max(0, accountIds.indexOf(place.accountId))
  const webhooks: UnmatchedWebhook[] = []
  for (const accountId of accountIds.slice(from)) {
    let startAfter = accountId === place?.accountId ? place.key : undefined
    for (;;) {
      // With metadata the platform may answer fewer than asked for.
      const page = await archive.list({
        prefix: `${PREFIX}${accountId}/`,
        limit: first + 1 - webhooks.length,
        include: ['customMetadata'],
        ...(startAfter === undefined ? {} : { startAfter }),
      })
      webhooks.push(...page.objects.map((object) => webhookOf(accountId, object)))
      startAfter = page.objects.at(-1)?.key
      if (webhooks.length > first) return { webhooks: webhooks.slice(0, first), hasNextPage: true }
      if (!page.truncated || startAfter === undefined) break
    }
  }
  return { webhooks, hasNextPage: false }
}

function webhookOf(accountId: string, { key, size, uploaded, customMetadata }: R2Object): UnmatchedWebhook {
  const reason = customMetadata?.reason
  return {
    id: idOf(accountId, key.slice(key.lastIndexOf('/') + 1)),
    accountId,
    receivedAtMs: uploaded.getTime(),
    sizeBytes: size,
    ...(reason === 'unknown_payment' || reason === 'not_understood' ? { reason } : {}),
  }
}
