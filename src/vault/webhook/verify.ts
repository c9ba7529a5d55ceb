import type { WebhookQuestion } from '../../gateway/credentials.ts'
import type { GatewayAnswer } from '../../gateway/forward.ts'
import type { GatewayAccount } from '../account/account.ts'
import type { WebhookToVerify } from '../contract.ts'
import { maskNamedNumbers } from '../forward/mask.ts'
import { prepareRequest } from '../forward/prepare.ts'
import { type KeepAlive, notSent, sendAuthorized } from '../forward/send.ts'

export type WebhookVerdict = 'verified' | 'refused' | 'unavailable'

/** The gateway waits for our answer to its webhook; one that is slower about it sends the webhook again. */
const QUESTION_TIMEOUT_MS = 5000
/**
 * Anybody can post a webhook, and each may cost a call with the account's credentials. More than this at once, in one
 * isolate and for one account, is no gateway's normal traffic.
 */
const MOST_QUESTIONS = 16

const asking = new Map<string, number>()

/** Judges a webhook by the account's own means, and by the gateway's word where there are no others. */
export async function judgeWebhook(
  account: GatewayAccount,
  { headers, rawBody }: Pick<WebhookToVerify, 'headers' | 'rawBody'>,
  nowMs: number,
  keepAlive: KeepAlive,
): Promise<WebhookVerdict> {
  const judged = account.credentials.verifyWebhook(headers, rawBody, nowMs)
  if (typeof judged === 'boolean') return judged ? 'verified' : 'refused'
  const running = asking.get(account.id) ?? 0
  if (running >= MOST_QUESTIONS) return 'unavailable'
  asking.set(account.id, running + 1)
  try {
    return verdictOf(judged, await ask(account, judged, nowMs + QUESTION_TIMEOUT_MS, keepAlive))
  } finally {
    const left = (asking.get(account.id) ?? 1) - 1
    if (left > 0) asking.set(account.id, left)
    else asking.delete(account.id)
  }
}

async function ask(
  account: GatewayAccount,
  { request }: WebhookQuestion,
  deadlineMs: number,
  keepAlive: KeepAlive,
): Promise<GatewayAnswer> {
  const prepared = prepareRequest(account, request)
  const sent = prepared?.needsCard === false ? prepared.build(undefined) : undefined
  if (prepared === undefined || sent === undefined) return notSent('bad_request')
  return await sendAuthorized(account, prepared.url, sent, maskNamedNumbers, deadlineMs, keepAlive)
}

/**
 * A gateway that is not there, overloaded or does not know our credentials has said nothing about the webhook. What cannot
 * even be asked, because the webhook has something that no request takes, is refused.
 */
function verdictOf(question: WebhookQuestion, answer: GatewayAnswer): WebhookVerdict {
  if (answer.kind === 'not_sent' && answer.reason === 'bad_request') return 'refused'
  if (answer.kind !== 'answered') return 'unavailable'
  if (answer.status >= 500 || [401, 408, 429].includes(answer.status)) return 'unavailable'
  return question.isGenuine(answer) === true ? 'verified' : 'refused'
}
