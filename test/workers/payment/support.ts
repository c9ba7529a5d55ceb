import { env as bindings } from 'cloudflare:workers'
import { type EncryptionKey, encryptCard } from '../../../checkout-widget/frame/encryptCard.ts'
import type { ApiEnv } from '../../../src/env.ts'
import { sandboxGateway } from '../../../src/gateway/sandbox/gateway.ts'
import { paymentIdFor } from '../../../src/ids/ids.ts'
import type { Answer, Caller, Command, CreateCommand } from '../../../src/payment/command.ts'
import type { MessageAccount, PaymentService } from '../../../src/payment/contract.ts'
import type { Route } from '../../../src/payment/event.ts'
import type { PaymentObject } from '../../../src/payment/object.ts'
import type { PaymentView } from '../../../src/payment/view.ts'
import { FIRST_POLICY } from '../../../src/routing/policy.ts'
import type { RoutingInput } from '../../../src/routing/request.ts'
import { counted } from '../../charges.ts'
import type { SandboxFacts } from './setup.ts'

export const env = bindings as unknown as ApiEnv & { readonly SANDBOX: string; readonly VAULT_HTTP: Fetcher }

export const sandbox = JSON.parse(env.SANDBOX) as SandboxFacts
export const CALLER: Caller = { kind: 'secret', merchantId: 'm1', mode: 'TEST' }
const VAULT_ORIGIN = 'https://vault.test'

export type AcquirerName = 'a' | 'b'
export const accountOf = (name: AcquirerName): string => `gwa_${name}`

/** The account that a message comes through, and whose it is. */
export const through = (name: AcquirerName, merchantId = CALLER.merchantId): MessageAccount => ({
  accountId: accountOf(name),
  merchantId,
  mode: CALLER.mode,
})

export const routeOf = (name: AcquirerName): Route => ({
  accountId: accountOf(name),
  gateway: name,
  kind: 'sandbox',
  capabilities: sandboxGateway.capabilities,
})
export const ROUTES: readonly Route[] = [routeOf('a'), routeOf('b')]

/** The policy that everybody begins with, over these accounts, all of them healthy. */
export const routingOver = (routes: readonly Route[]): RoutingInput => ({
  policy: FIRST_POLICY,
  accounts: routes.map((route) => ({ route, enabled: true, costs: [] })),
})

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
  const response = await fetch(`${sandbox.origin}/${name}/charges?reference=${paymentId}`)
  return counted(name, paymentId, (await response.json()) as Charge[])
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
      return [['paymentMethod.token', command.token ?? '']]
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
  routing: routingOver(ROUTES),
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

/** Answers the challenge of the first attempt on the issuer's page, as a shopper does; also one that is over. */
export async function answerChallenge({ attempts }: PaymentView, answer: 'approve' | 'reject'): Promise<void> {
  const url = attempts[0]?.action?.url
  if (url === undefined) throw new Error('there is no challenge')
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ answer }), redirect: 'manual' })
  await response.body?.cancel()
}
