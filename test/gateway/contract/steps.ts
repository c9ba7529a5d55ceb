import { randomUUID } from 'node:crypto'
import type { Send } from '../../../src/gateway/forward.ts'
import type { AttemptRequest, AuthorizeRequest, GatewayMessage } from '../../../src/gateway/gateway.ts'
import type { AuthorizeOutcome, Lookup } from '../../../src/gateway/outcome.ts'
import { childId, paymentIdFor } from '../../../src/ids/ids.ts'
import type { GatewayAccount } from '../../../src/vault/account/account.ts'
import type { BookedCharge, ContractSubject, GatewayDouble } from './double.ts'
import { accountAt, cardOf, sendTo } from './send.ts'

/** A connector, its double, and the ways out to it: what a case works with. */
export interface Bench {
  readonly subject: ContractSubject
  readonly double: GatewayDouble
  readonly account: GatewayAccount
  /** Without a card, as all calls but the authorization. */
  readonly send: Send
  sendCard(number?: string): Send
}

/** A double that hangs is given up on after this; it answers within a few milliseconds otherwise. */
const TIMEOUT_MS = 1_000

export async function openBench(subject: ContractSubject): Promise<Bench> {
  const double = await subject.startDouble()
  const account = accountAt(subject, double)
  return {
    subject,
    double,
    account,
    send: sendTo(account, undefined, TIMEOUT_MS),
    sendCard: (number = subject.cards.approved) =>
      sendTo(account, subject.method === 'card' ? cardOf(number) : undefined, TIMEOUT_MS),
  }
}

export const newAttempt = (bench: Bench, overrides: Partial<AuthorizeRequest> = {}): AuthorizeRequest => {
  const paymentId = paymentIdFor('mer_contract', 'TEST', randomUUID())
  return {
    paymentId,
    attemptId: childId('attempt', paymentId, 1),
    amountMinor: 1000n,
    currency: bench.subject.currency,
    startedAtMs: Date.now(),
    method: bench.subject.method,
    capture: bench.subject.gateway.capabilities.oneCallSale,
    returnUrl: 'https://api.example/return/token',
    stepUrl: 'https://api.example/three-ds/token?step=1',
    windowSize: '02',
    browser: BROWSER,
    ...overrides,
  }
}

/** As the checkout frame tells it (EMV 3-D Secure's browser data). */
const BROWSER = {
  browserAcceptHeader: 'text/html',
  browserColorDepth: 24,
  browserJavaEnabled: false,
  browserJavascriptEnabled: true,
  browserLanguage: 'en-GB',
  browserScreenHeight: 900,
  browserScreenWidth: 1440,
  browserTZ: -60,
  browserUserAgent: 'Mozilla/5.0',
}

/** The attempt as the later calls know it. */
export const known = (request: AttemptRequest, outcome: object): AttemptRequest => {
  const { paymentId, attemptId, amountMinor, currency, startedAtMs, capture } = request
  const reference = 'gatewayReference' in outcome ? outcome.gatewayReference : undefined
  const attempt = { paymentId, attemptId, amountMinor, currency, startedAtMs, capture }
  return typeof reference === 'string' ? { ...attempt, gatewayReference: reference } : attempt
}

/** Authorizes; where the method sends every shopper to the gateway, the shopper approves there. */
export async function pay(bench: Bench, request: AuthorizeRequest, send = bench.sendCard()): Promise<AuthorizeOutcome> {
  const outcome = await bench.subject.gateway.authorize(send, request)
  return bench.subject.method === 'card' ? outcome : approveThere(bench, request, outcome, send)
}

export async function approveThere(
  bench: Bench,
  request: AuthorizeRequest,
  outcome: AuthorizeOutcome,
  send = bench.send,
): Promise<AuthorizeOutcome> {
  if (outcome.kind !== 'action_required') return outcome
  const returned = await bench.double.answerChallenge(outcome.action.url, 'approve')
  return bench.subject.gateway.complete(send, known(request, outcome), returned)
}

/** A payment that stands, or the case cannot begin. */
export async function paid(bench: Bench, request: AuthorizeRequest, card?: string) {
  const outcome = await pay(bench, request, bench.sendCard(card))
  if (outcome.kind !== 'approved') throw new Error(`the payment did not come about: ${JSON.stringify(outcome, digits)}`)
  return { outcome, attempt: known(request, outcome) }
}

const digits = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

/** How many amounts a gateway's webhook may take to settle what it accepted before it decided. */
const MOST_LOOKS = 50

/**
 * Settles an unknown attempt by the connector's declared means, in their order, as the core does; what the gateway only
 * accepted is learnt from its webhooks.
 */
export async function resolve(bench: Bench, request: AuthorizeRequest): Promise<AuthorizeOutcome> {
  const { gateway } = bench.subject
  const attempt = known(request, {})
  let last: Lookup<AuthorizeOutcome> = { kind: 'not_found' }
  for (const means of gateway.resolveAuthorization) {
    if (means === 'query') last = await gateway.query(bench.send, attempt)
    if (means === 'resend') last = await gateway.authorize(bench.sendCard(), request)
    if (means === 'fence') last = await gateway.fence(bench.send, attempt)
    if (last.kind === 'pending') last = (await toldEnd(bench, request)) ?? last
    if (last.kind !== 'unknown' && last.kind !== 'not_found' && last.kind !== 'pending') return last
  }
  return last.kind === 'not_found' ? { kind: 'unknown', reason: 'nothing was found' } : last
}

export async function messagesOf(bench: Bench, paymentId: string): Promise<readonly GatewayMessage[]> {
  const messages: GatewayMessage[] = []
  for (const body of await bench.double.webhooks(paymentId)) {
    const read = await bench.subject.gateway.readWebhook(body, bench.send)
    if (read.ok) messages.push(...read.value)
  }
  return messages
}

async function toldEnd(bench: Bench, { paymentId, attemptId }: AttemptRequest): Promise<AuthorizeOutcome | undefined> {
  const messages = await messagesOf(bench, paymentId)
  const ends = messages.flatMap(({ content }) =>
    content.kind === 'attempt' && content.attemptId === attemptId && content.outcome.kind !== 'not_found'
      ? [content.outcome]
      : [],
  )
  return ends.at(-1)
}

/** Money that the gateway holds or has taken and not given back: what may stand at most once. */
export const standing = (charges: readonly BookedCharge[]): readonly BookedCharge[] =>
  charges.filter(
    ({ status, capturedMinor, refundedMinor }) =>
      status === 'held' || (status === 'captured' && capturedMinor > refundedMinor),
  )

export const standingOf = async (bench: Bench, paymentId: string) => standing(await bench.double.charges(paymentId))

/** Waits for what a gateway does in its own time, such as a capture that it has accepted. */
export async function eventually(check: () => Promise<boolean>): Promise<boolean> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (await check()) return true
    await new Promise((resolve_) => setTimeout(resolve_, 20))
  }
  return false
}
