import { createHash } from 'node:crypto'
import { isGatewayAccountId } from '../../access/accountId.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import { readText } from '../../http/body.ts'
import { errorFields, log } from '../../http/log.ts'
import { problemResponse } from '../../http/problem.ts'
import { isPaymentId } from '../../ids/ids.ts'
import type { MessageAccount, PaymentService } from '../../payment/contract.ts'
import type { VaultService } from '../../vault/contract.ts'

/** The largest that gateways send are some tens of kilobytes. */
const LARGEST_BODY_BYTES = 256 * 1024
/** Gateways send again by themselves; this only keeps the eager ones from doing it at once. */
const RETRY_AFTER_SECONDS = '30'

export interface WebhookPorts {
  readonly vault: Pick<VaultService, 'verifyWebhook'>
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
    return problemResponse(503, 'Not available just now. Send it again.', requestId, {
      'retry-after': RETRY_AFTER_SECONDS,
    })
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
    case 'verified': {
      const { gatewayKind, merchantId, mode } = verdict
      const receipt = await deliver(rawBody, { accountId, merchantId, mode }, gatewayKind, ports)
      if (receipt === 'unmatched') await keepUnmatched(rawBody, accountId, ports)
      return Response.json({ received: receipt }, { headers: { 'cache-control': 'no-store' } })
    }
  }
}

async function deliver(
  rawBody: string,
  account: MessageAccount,
  gatewayKind: string,
  ports: WebhookPorts,
): Promise<'stored' | 'duplicate' | 'unmatched'> {
  const message = ports.gatewayOf(gatewayKind)?.readWebhook(parsed(rawBody))
  if (message === undefined || !isPaymentId(message.paymentId)) return 'unmatched'
  const receipt = await ports.payment(message.paymentId).receive(message, account)
  return receipt === 'unknown_payment' ? 'unmatched' : receipt
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
