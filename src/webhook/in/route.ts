import { isGatewayAccountId } from '../../access/accountId.ts'
import { readText } from '../../http/body.ts'
import { errorFields, log } from '../../http/log.ts'
import { problemResponse } from '../../http/problem.ts'
import type { VaultService } from '../../vault/contract.ts'
import { type DeliveryPorts, deliver } from './deliver.ts'
import { keepUnmatched } from './unmatched.ts'

/** The largest that gateways send are some tens of kilobytes. */
const LARGEST_BODY_BYTES = 256 * 1024
/** Gateways send again by themselves; this only keeps the eager ones from doing it at once. */
const RETRY_AFTER_SECONDS = '30'

export interface WebhookPorts extends DeliveryPorts {
  readonly vault: Pick<VaultService, 'verifyWebhook' | 'forward'>
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
      const delivered = await deliver(rawBody, { accountId, merchantId, mode }, gatewayKind, ports)
      if (delivered.kind === 'unavailable')
        return again('The gateway could not be asked what this is about.', ports.requestId)
      if (delivered.kind === 'unmatched') {
        const digest = await keepUnmatched(ports.archive, accountId, rawBody, delivered.reason)
        log('warn', 'a webhook is about no payment of ours', { requestId: ports.requestId, accountId, digest })
      }
      const received = delivered.kind
      return Response.json({ received }, { headers: { 'cache-control': 'no-store' } })
    }
  }
}

const again = (detail: string, requestId: string): Response =>
  problemResponse(503, `${detail} Send it again.`, requestId, { 'retry-after': RETRY_AFTER_SECONDS })
