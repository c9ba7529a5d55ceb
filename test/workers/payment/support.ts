import { runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { type EncryptionKey, encryptCard } from '../../../checkout-widget/frame/encryptCard.ts'
import type { ApiEnv } from '../../../src/env.ts'
import type { DisputeStatus, GatewayMessage } from '../../../src/gateway/gateway.ts'
import { sandboxGateway } from '../../../src/gateway/sandbox/gateway.ts'
import { childId, paymentIdFor } from '../../../src/ids/ids.ts'
import type { Answer, Caller, Command, CreateCommand } from '../../../src/payment/command.ts'
import type { PaymentService, Receipt } from '../../../src/payment/contract.ts'
import type { Route } from '../../../src/payment/event.ts'
import { readLog } from '../../../src/payment/log.ts'
import type { PaymentObject } from '../../../src/payment/object.ts'
import type { PaymentState } from '../../../src/payment/state.ts'
import type { PaymentView } from '../../../src/payment/view.ts'
import type { SandboxFacts } from './setup.ts'

export const env = bindings as unknown as ApiEnv & { readonly SANDBOX: string; readonly VAULT_HTTP: Fetcher }

export const sandbox = JSON.parse(env.SANDBOX) as SandboxFacts
export const CALLER: Caller = { kind: 'secret', merchantId: 'm1', mode: 'TEST' }
const VAULT_ORIGIN = 'https://vault.test'

export type AcquirerName = 'a' | 'b'
export const accountOf = (name: AcquirerName): string => `gwa_${name}`

export const routeOf = (name: AcquirerName): Route => ({
  accountId: accountOf(name),
  gateway: name,
  kind: 'sandbox',
  capabilities: sandboxGateway.capabilities,
})
export const ROUTES: readonly Route[] = [routeOf('a'), routeOf('b')]

const json = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** Puts both acquirers' accounts into the vault. */
export async function openAccounts(): Promise<void> {
  for (const name of ['a', 'b'] as const) {
    const { baseUrl, ...credentials } = sandbox.accounts[name]
    const body = { kind: 'sandbox', baseUrl, credentials: { ...credentials, webhookSecret: sandbox.webhookSecret } }
    const response = await env.VAULT_HTTP.fetch(
      `${VAULT_ORIGIN}/accounts/${accountOf(name)}`,
      json('PUT', body, { authorization: 'Bearer op_test_m1' }),
    )
    if (response.status !== 204) throw new Error(`no account: ${response.status} ${await response.text()}`)
  }
}

let keys: readonly EncryptionKey[] | undefined

/** A token for a card, as the frame gets it. */
export async function tokenFor(number = '4242424242424242'): Promise<string> {
  keys ??= ((await (await env.VAULT_HTTP.fetch(`${VAULT_ORIGIN}/keys`)).json()) as { keys: EncryptionKey[] }).keys
  const [key] = keys
  if (key === undefined) throw new Error('the vault shows no key')
  const jwe = await encryptCard(key, { number, expiryMonth: 12, expiryYear: 2030, cvc: '123' })
  const response = await env.VAULT_HTTP.fetch(
    `${VAULT_ORIGIN}/tokens`,
    json('POST', { jwe }, { authorization: 'Bearer pk_test_m1' }),
  )
  if (response.status !== 201) throw new Error(`no token: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { token: string }).token
}

export const setFault = async (name: AcquirerName, fault: object): Promise<void> =>
  void (await fetch(`${sandbox.origin}/${name}/faults`, json('PUT', fault)))

export async function clearFaults(): Promise<void> {
  for (const name of ['a', 'b']) await fetch(`${sandbox.origin}/${name}/faults`, { method: 'DELETE' })
}

export interface Charge {
  readonly id: string
  readonly amountMinor: number | string
  readonly amountCapturedMinor: number | string
  readonly amountRefundedMinor: number | string
  readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'
}

/** What the acquirers really did for a payment. */
export async function chargesOf(paymentId: string, name: AcquirerName = 'a'): Promise<readonly Charge[]> {
  return (await fetch(`${sandbox.origin}/${name}/charges?reference=${paymentId}`)).json()
}

let lastKey = 0

/** A payment of its own for each test. */
export interface Payment {
  readonly id: string
  readonly stub: DurableObjectStub<PaymentObject>
  readonly service: PaymentService
  send(command: SentCommand): Promise<Answer>
  view(): Promise<PaymentView>
  /** Types of all events so far. */
  types(): Promise<readonly string[]>
}

type Without<Kind, Field extends PropertyKey> = Kind extends unknown ? Omit<Kind, Field> : never
/** A command without what is the same in all tests; `fields` follow from the rest where they are not given. */
export type SentCommand = Without<Command, 'paymentId' | 'caller' | 'requestId' | 'fields'> & {
  readonly fields?: Command['fields']
  readonly caller?: Caller
}

export function newPayment(): Payment {
  lastKey += 1
  const key = `key ${lastKey} ${crypto.randomUUID()}`
  const id = paymentIdFor(CALLER.merchantId, CALLER.mode, key)
  const stub = env.PAYMENTS.getByName(id)
  const service = (): PaymentService => env.PAYMENTS.getByName(id) as unknown as PaymentService
  return {
    id,
    get stub() {
      return env.PAYMENTS.getByName(id)
    },
    get service() {
      return service()
    },
    send: (command) =>
      service().execute({
        paymentId: id,
        caller: CALLER,
        requestId: 'req_test',
        fields: fieldsOf(command),
        ...command,
      } as Command),
    async view() {
      const view = await service().read(CALLER)
      if (view === null) throw new Error('there is no such payment')
      return view
    },
    async types() {
      const page = await service().readEvents(CALLER, 0, 1_000, false)
      return page?.events.map(({ type }) => type) ?? []
    },
  } satisfies Payment & { stub: typeof stub }
}

/** The input of a command as pairs of path and text, enough to tell two of them apart. */
function fieldsOf(command: SentCommand): Command['fields'] {
  switch (command.kind) {
    case 'create':
      return [
        ['amount.amount', String(command.amountMinor)],
        ['captureMethod', command.captureMethod],
      ]
    case 'confirm':
      return [['paymentMethod.token', command.token]]
    case 'capture':
    case 'refund':
      return [['amount.amount', String(command.amount?.amountMinor ?? '')]]
    default:
      return []
  }
}

type CreateChange = Partial<
  Pick<CreateCommand, 'captureMethod' | 'amountMinor' | 'details' | 'returnUrl' | 'reference'>
>

export const creation = (change: CreateChange = {}): Extract<SentCommand, { kind: 'create' }> => ({
  kind: 'create',
  idempotencyKey: 'create',
  amountMinor: 1000n,
  currency: 'EUR',
  captureMethod: 'AUTOMATIC',
  details: {},
  ...change,
})

export const confirmation = (token: string, idempotencyKey?: string): SentCommand => ({
  kind: 'confirm',
  token,
  routes: ROUTES,
  ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
})

export const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })

export async function created(change: CreateChange = {}): Promise<Payment> {
  const payment = newPayment()
  accepted(await payment.send(creation(change)))
  return payment
}

export async function authorized(change: CreateChange = {}): Promise<Payment> {
  const payment = await created({ captureMethod: 'MANUAL', ...change })
  accepted(await payment.send(confirmation(await tokenFor())))
  return payment
}

export async function captured(change: CreateChange = {}, card?: string): Promise<Payment> {
  const payment = await created(change)
  accepted(await payment.send(confirmation(await tokenFor(card))))
  return payment
}

export function accepted(answer: Answer): Extract<Answer, { ok: true }> {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.refusal, (_name, value) => String(value))}`)
  return answer
}

export function refused(answer: Answer): Extract<Answer, { ok: false }> {
  if (answer.ok) throw new Error(`accepted: ${answer.view.status}`)
  return answer
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until it is so, and says what there was instead when it never is. */
export async function until<Value>(
  look: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  timeoutMs = 8_000,
): Promise<Value> {
  const endMs = Date.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (isSo(value)) return value
    if (Date.now() > endMs) {
      throw new Error(
        `never so: ${JSON.stringify(value, (_name, field) => (typeof field === 'bigint' ? String(field) : field))}`,
      )
    }
    await pause(25)
  }
}

/** Ends the object's memory at once, as a crash does: what it was awaiting is never heard of, its rows stay. */
export async function kill(payment: Payment): Promise<void> {
  await runInDurableObject(payment.stub, (_object, state) => state.abort('killed by the test')).catch(() => undefined)
}

export interface Rows {
  readonly commits: readonly { readonly number: number; readonly first_seq: number; readonly body: string }[]
  readonly payment: readonly { readonly id: string; readonly version: number; readonly projected_seq: number }[]
}

/** Everything that the object's tables hold. */
export const rowsOf = (payment: Payment): Promise<Rows> =>
  runInDurableObject(payment.stub, (_object, { storage }) => ({
    commits: storage.sql.exec('SELECT * FROM commits ORDER BY number').toArray(),
    payment: storage.sql.exec('SELECT id, version, projected_seq FROM payment').toArray(),
  })) as unknown as Promise<Rows>

/** The state that the rows alone tell, without a word to the object. */
export const stateOf = (payment: Payment): Promise<PaymentState> =>
  runInDurableObject(payment.stub, (_object, { storage }) => {
    const state = readLog(storage.sql, undefined)?.state
    if (state === undefined) throw new Error('there is no payment in these rows')
    return state
  })

interface DisputeChange {
  readonly id?: string
  readonly attemptId?: string
  readonly status?: DisputeStatus
  readonly occurredAtMs?: number
  readonly amountMinor?: bigint
}

let lastMessage = 0

/** A dispute as the acquirer's webhook tells it. */
export function disputeMessage(payment: Payment, change: DisputeChange = {}): GatewayMessage {
  lastMessage += 1
  return {
    id: change.id ?? `evt_${lastMessage}`,
    paymentId: payment.id,
    occurredAtMs: change.occurredAtMs ?? Date.now(),
    content: {
      kind: 'dispute',
      attemptId: change.attemptId ?? childId('attempt', payment.id, 1),
      gatewayReference: 'dp_1',
      stage: 'CHARGEBACK',
      status: change.status ?? 'NEEDS_RESPONSE',
      amountMinor: change.amountMinor ?? 1000n,
      currency: 'EUR',
      reason: 'FRAUDULENT',
      reasonCode: '10.4',
    },
  }
}

/** Tells the payment of a dispute, or that its first attempt was approved and captured, as acquirer `a`. */
export function tell(
  payment: Payment,
  news: { readonly kind: 'dispute'; readonly amountMinor: bigint } | { readonly kind: 'approved' },
): Promise<Receipt> {
  if (news.kind === 'dispute') return payment.service.receive(disputeMessage(payment, news), accountOf('a'))
  lastMessage += 1
  const attemptId = childId('attempt', payment.id, 1)
  const outcome = {
    kind: 'approved',
    gatewayReference: 'ch_told',
    reference: payment.id,
    amountMinor: 1000n,
    currency: 'EUR',
    capturedMinor: 1000n,
  } as const
  const content = { kind: 'attempt', attemptId, outcome } as const
  const message = { id: `evt_${lastMessage}`, paymentId: payment.id, occurredAtMs: Date.now(), content }
  return payment.service.receive(message, accountOf('a'))
}

/** Makes a payment older: every moment in its rows moves back, and its memory is gone. */
export async function age(payment: Payment, byMs: number): Promise<void> {
  await runInDurableObject(payment.stub, (_object, { storage }) => {
    for (const { number, body } of storage.sql
      .exec<{ number: number; body: string }>('SELECT * FROM commits')
      .toArray()) {
      const older = JSON.stringify(JSON.parse(body), (name, value: unknown) =>
        name.endsWith('Ms') && typeof value === 'number' ? value - byMs : value,
      )
      storage.sql.exec('UPDATE commits SET body = ? WHERE number = ?', older, number)
    }
  })
  await kill(payment)
}

export const alarmOf = (payment: Payment): Promise<number | null> =>
  runInDurableObject(payment.stub, (_object, { storage }) => storage.getAlarm())

/** Waits until the read model has told the payment that it has everything. */
export const acknowledged = (payment: Payment): Promise<Rows> =>
  until(
    () => rowsOf(payment),
    ({ commits, payment: [row] }) => {
      const events = commits.flatMap(({ body }) => (JSON.parse(body) as { events: unknown[] }).events)
      return row?.projected_seq === events.length
    },
  )

/** Answers the challenge of the first attempt on the issuer's page, as a shopper does; also one that is over. */
export async function answerChallenge({ attempts }: PaymentView, answer: 'approve' | 'reject'): Promise<void> {
  const url = attempts[0]?.action?.url
  if (url === undefined) throw new Error('there is no challenge')
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ answer }), redirect: 'manual' })
  await response.body?.cancel()
}
