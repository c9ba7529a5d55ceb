import { createHash } from 'node:crypto'
import { isGatewayAccountId } from '../../access/accountId.ts'
import type { Send } from '../../gateway/forward.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import { readText } from '../../http/body.ts'
import { errorFields, log } from '../../http/log.ts'
import { problemResponse } from '../../http/problem.ts'
import { isPaymentId } from '../../ids/ids.ts'
import type { MessageAccount, PaymentService, Receipt } from '../../payment/contract.ts'
import type { VaultService } from '../../vault/contract.ts'

/** The largest that gateways send are some tens of kilobytes. */
const LARGEST_BODY_BYTES = 256 * 1024
/** Gateways send again by themselves; this only keeps the eager ones from doing it at once. */
const RETRY_AFTER_SECONDS = '30'

export interface WebhookPorts {
  readonly vault: Pick<VaultService, 'verifyWebhook' | 'forward'>
  readonly gatewayOf: (kind: string) => Gateway | undefined
  readonly payment: (paymentId: string) => PaymentService
  readonly archive: Pick<R2Bucket, 'put'>
  readonly requestId: string
}

/**
 * A gateway's webhook: verified by the vault, which has the secrets, read by the gateway's folder, and stored by the
 * payment it is about. It answers 2xx only once it is stored; with any trouble of ours the gateway is asked to send again.
 */
export async function answerWebhook(request: Request, accountId: string, ports: WebhookPorts): Promise<Response> {
  const { requestId } = ports
  if (!isGatewayAccountId(accountId)) return problemResponse(404, 'There is no such gateway account.', requestId)
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(request.headers.get('content-type') ?? '')) {
    return problemResponse(415, 'The content type must be JSON.', requestId)
  }
  const body = await readText(request, LARGEST_BODY_BYTES)
  if (!body.ok) {
    return body.error === 'too_large'
      ? problemResponse(413, `The body must be at most ${LARGEST_BODY_BYTES} bytes.`, requestId)
      : problemResponse(400, 'The body must be UTF-8.', requestId)
  }
  try {
    return await take(Object.fromEntries(request.headers), body.value, accountId, ports)
  } catch (error) {
    log('error', 'a webhook could not be stored', { requestId, accountId, ...errorFields(error) })
    return again('Not available just now.', requestId)
  }
}

async function take(
  headers: Readonly<Record<string, string>>,
  rawBody: string,
  accountId: string,
  ports: WebhookPorts,
): Promise<Response> {
  const verdict = await ports.vault.verifyWebhook({ accountId, headers, rawBody })
  switch (verdict.kind) {
    case 'no_account':
      return problemResponse(404, 'There is no such gateway account.', ports.requestId)
    case 'refused':
      return problemResponse(401, 'The signature is missing, wrong or too old.', ports.requestId)
    case 'unavailable':
      return again('The gateway could not be asked whether this is its own.', ports.requestId)
    case 'verified': {
      const { gatewayKind, merchantId, mode } = verdict
      const receipts = await deliver(rawBody, { accountId, merchantId, mode }, gatewayKind, ports)
      if (receipts === 'unavailable')
        return again('The gateway could not be asked what this is about.', ports.requestId)
      // One envelope may hold several messages: it is kept whole when any of them found no payment.
      const isUnmatched = receipts.length === 0 || receipts.includes('unknown_payment')
      if (isUnmatched) await keepUnmatched(rawBody, accountId, ports)
      const received = isUnmatched ? 'unmatched' : receipts.includes('stored') ? 'stored' : 'duplicate'
      return Response.json({ received }, { headers: { 'cache-control': 'no-store' } })
    }
  }
}

const again = (detail: string, requestId: string): Response =>
  problemResponse(503, `${detail} Send it again.`, requestId, { 'retry-after': RETRY_AFTER_SECONDS })

/** A gateway that has to be asked what its own webhook is about is given this long; it sends again by itself. */
const ASKING_TIMEOUT_MS = 5_000

async function deliver(
  rawBody: string,
  account: MessageAccount,
  gatewayKind: string,
  { vault, gatewayOf, payment }: WebhookPorts,
): Promise<readonly Receipt[] | 'unavailable'> {
  const gateway = gatewayOf(gatewayKind)
  if (gateway === undefined) return []
  const send: Send = (request) =>
    vault.forward({ ...account, paymentId: '', request, timeoutMs: ASKING_TIMEOUT_MS, checkConnection: false })
  const messages = await gateway.readWebhook(parsed(rawBody), send)
  if (!messages.ok) return messages.error
  return Promise.all(
    messages.value.map((message) =>
      isPaymentId(message.paymentId) ? payment(message.paymentId).receive(message, account) : 'unknown_payment',
    ),
  )
}

function parsed(rawBody: string): unknown {
  try {
    return JSON.parse(rawBody)
  } catch {
    return undefined
  }
}

/** Genuine, but about nothing that is here: kept as it came, once, for a person to look at. */
async function keepUnmatched(rawBody: string, accountId: string, { archive, requestId }: WebhookPorts): Promise<void> {
  const digest = createHash('sha256').update(rawBody).digest('hex')
  await archive.put(`webhooks/unmatched/${accountId}/${digest}`, rawBody, {
    httpMetadata: { contentType: 'application/json' },
  })
  log('warn', 'a webhook is about no payment of ours', { requestId, accountId, digest })
}
