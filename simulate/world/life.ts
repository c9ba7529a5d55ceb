import type { Command, InputFields } from '../../src/payment/command.ts'
import type { RoutingInput } from '../../src/routing/request.ts'
import type { CardKind } from './book.ts'
import type { Client } from './client.ts'
import type { Operation, Shown } from './evidence.ts'

export interface LifePorts {
  /** Accounts and policy as the api Worker would hand them on. */
  readonly routing: () => RoutingInput
  readonly challenged: (attempt: Shown, isGood: boolean) => void
  readonly refundElsewhere: (attempt: Shown, amountMinor: bigint) => void
  readonly voidElsewhere: (attempt: Shown) => void
}

const CARDS: readonly [CardKind, ...CardKind[]] = [
  'approves',
  'approves',
  'approves',
  'approves',
  'approves',
  'declines',
  'challenge',
  'challenge',
  'refund pending',
  'refund fails later',
  'disputed',
  'approves, and tells by webhook first',
]
const CURRENCIES = ['EUR', 'USD', 'JPY'] as const
const MOST_ACTS = 4
const MOST_LOOKS = 12

type Act = (client: Client, ports: LifePorts, key: string) => Promise<unknown>

const minor = (view: Shown | undefined, name: string): bigint => {
  const value = view?.[name]
  return typeof value === 'bigint' ? value : 0n
}

const part = (client: Client, ofMinor: bigint): bigint =>
  client.chance.is(0.1) ? ofMinor + 1n : BigInt(client.chance.whole(1, Math.max(1, Number(ofMinor))))

const attemptsOf = (view: Shown | undefined): readonly Shown[] => (view?.attempts ?? []) as readonly Shown[]

/** A command of this payment's client, with what tells one input from another under the same key. */
const keyed = (client: Client, key: string, fields: InputFields) => ({
  ...{ paymentId: client.paymentId, caller: client.caller, requestId: 'req', idempotencyKey: key, fields },
})

const amountFields = (amountMinor: bigint | undefined): InputFields =>
  amountMinor === undefined ? [] : [['amount', String(amountMinor)]]

const confirm: Act = (client, { routing }, key) => {
  const token = client.token(client.chance.one(CARDS))
  const isKeyed = client.chance.is(0.7)
  const base = {
    paymentId: client.paymentId,
    caller: client.caller,
    requestId: 'req',
    fields: [['token', token]] as const,
  }
  const command: Command = {
    kind: 'confirm',
    ...base,
    token,
    routing: routing(),
    ...(isKeyed ? { idempotencyKey: key } : {}),
  }
  return client.ask('confirm', isKeyed ? key : token.slice(0, 33), command)
}

const money =
  (kind: 'capture' | 'refund', amountOf: (client: Client) => bigint | undefined): Act =>
  (client, _ports, key) => {
    const amountMinor = amountOf(client)
    const currency = String(client.view()?.currency)
    const amount = amountMinor === undefined ? {} : { amount: { amountMinor, currency } }
    const final = client.chance.is(0.6)
    const base = keyed(client, key, amountFields(amountMinor))
    const command: Command = kind === 'capture' ? { kind, ...base, ...amount, final } : { kind, ...base, ...amount }
    return client.ask(kind as Operation, key, command, amountMinor)
  }

const captureAll = money('capture', () => undefined)
const capturePart = money('capture', (client) => part(client, minor(client.view(), 'amountCapturableMinor')))
const refundAll = money('refund', () => undefined)
const refundPart = money('refund', (client) => part(client, minor(client.view(), 'amountRefundableMinor')))

const cancel: Act = (client, _ports, key) => client.ask('cancel', key, { kind: 'cancel', ...keyed(client, key, []) })

/** Several at once, each under a key of its own. */
const atOnce =
  (...acts: readonly Act[]): Act =>
  (client, ports, key) =>
    Promise.all(
      acts.map(async (act, index) => {
        if (index > 0) await client.sleep(client.chance.whole(0, 250))
        return act(client, ports, `${key}.${index}`)
      }),
    )

const challenge: Act = async (client, { challenged }) => {
  const attempt = attemptsOf(client.view()).at(-1)
  if (attempt === undefined) return
  challenged(attempt, client.chance.is(0.8))
  // Some only close the page; some come back twice.
  if (client.chance.is(0.2)) return
  await client.sleep(client.chance.whole(10, 3_000))
  await client.comesBack(Number(attempt.number))
  if (client.chance.is(0.15)) await client.comesBack(Number(attempt.number))
}

const refundElsewhere: Act = async (client, ports) => {
  const attempt = attemptsOf(client.view()).find(({ status }) => status === 'APPROVED')
  const amountMinor = minor(client.view(), 'amountRefundableMinor') / 3n
  if (attempt !== undefined && amountMinor > 0n) ports.refundElsewhere(attempt, amountMinor)
}

const voidElsewhere: Act = async (client, ports) => {
  const attempt = attemptsOf(client.view()).find(({ status }) => status === 'APPROVED')
  if (attempt !== undefined) ports.voidElsewhere(attempt)
  await client.sleep(client.chance.whole(0, 3_000))
}

/** Ten parts at once are more than there is; mostly it is a double click. */
const severalRefunds: Act = (client, ports, key) =>
  atOnce(...Array.from({ length: client.chance.is(0.2) ? 10 : 2 }, () => refundPart))(client, ports, key)

const wait: Act = (client) => client.sleep(client.chance.whole(200, 8_000))
const leave: Act = async () => 'leave'

type Acts = readonly [Act, ...Act[]]

/** What people and shops do with a payment, by how it stands; the more often it is named the likelier. */
const ACTS: Readonly<Record<string, Acts>> = {
  REQUIRES_PAYMENT_METHOD: [
    confirm,
    confirm,
    confirm,
    confirm,
    confirm,
    atOnce(confirm, confirm),
    atOnce(confirm, cancel),
    cancel,
    leave,
  ],
  REQUIRES_ACTION: [challenge, challenge, challenge, challenge, challenge, confirm, cancel, wait, leave],
  PROCESSING: [wait, wait, wait, wait, cancel, confirm],
  AUTHORIZED: [
    captureAll,
    captureAll,
    captureAll,
    capturePart,
    capturePart,
    atOnce(captureAll, cancel),
    atOnce(capturePart, capturePart),
    atOnce(captureAll, voidElsewhere),
    voidElsewhere,
    cancel,
    leave,
  ],
  PARTIALLY_CAPTURED: [capturePart, captureAll, captureAll, refundPart, cancel, leave],
  CAPTURED: [refundPart, refundAll, refundElsewhere, severalRefunds, leave, leave, leave, leave, leave, leave],
}

/** One payment's life, from the side of those who want something of it. */
export async function live(client: Client, ports: LifePorts): Promise<void> {
  const { chance } = client
  const currency = chance.one(CURRENCIES)
  const amountMinor = BigInt(chance.whole(2, 20_000))
  const captureMethod = chance.is(0.5) ? 'AUTOMATIC' : 'MANUAL'
  const isConfirmed = chance.is(0.75)
  const token = client.token(chance.one(CARDS))
  const created = await client.ask(
    'create',
    'create',
    {
      kind: 'create',
      ...keyed(client, 'create', amountFields(amountMinor)),
      ...{ amountMinor, currency, captureMethod, reference: client.self.name, details: {} },
      ...(isConfirmed ? { confirm: { token, routing: ports.routing() } } : {}),
    },
    amountMinor,
  )
  if (created?.ok !== true) return
  for (let acts = 0; acts < MOST_ACTS && !client.isOver(); acts += 1) {
    if (chance.is(0.3)) await client.sleep(chance.whole(10, 4_000))
    if (chance.is(0.2)) await client.read()
    const known = ACTS[client.status()]
    if (known === undefined) return
    const act = chance.one(known)
    if (act === leave) return
    await act(client, ports, `k${acts + 1}`)
  }
  for (let looks = 0; looks < MOST_LOOKS && client.status() === 'PROCESSING' && !client.isOver(); looks += 1) {
    await client.sleep(chance.whole(1_000, 8_000))
    await client.read()
  }
}
