import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentState } from '../../../src/payment/state.ts'
import { kill, stateOf } from './rows.ts'
import {
  accepted,
  answerChallenge,
  authorized,
  type Charge,
  captured,
  chargesOf,
  clearFaults,
  confirmation,
  created,
  openAccounts,
  type Payment,
  type SentCommand,
  setFault,
  tokenFor,
  until,
} from './support.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

/** How the object comes back to life after its memory is gone. */
const WAKINGS: Readonly<Record<string, (payment: Payment, command: SentCommand) => Promise<unknown>>> = {
  'a read': (payment) => payment.view(),
  'its alarm': (payment) => runDurableObjectAlarm(payment.stub),
  "the client's retry": (payment, command) => payment.send(command),
  'the read model’s word': (payment) => payment.service.projected(1),
}

interface Operation {
  readonly begin: () => Promise<Payment>
  readonly command: () => Promise<SentCommand>
  /** What the acquirer's book says once the operation was carried out there. */
  readonly done: (charges: readonly Charge[]) => boolean
  readonly settled: (payment: Pick<PaymentState, 'status' | 'refunds'>) => boolean
  readonly book: Partial<Charge>
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  authorize: {
    begin: () => created(),
    command: async () => confirmation(await tokenFor(), 'confirm'),
    done: (charges) => charges.length === 1,
    settled: ({ status }) => status === 'CAPTURED',
    book: { status: 'captured', amountCapturedMinor: 1000 },
  },
  capture: {
    begin: () => authorized(),
    command: async () => ({ kind: 'capture', idempotencyKey: 'capture', final: true }),
    done: ([charge]) => charge?.status === 'captured',
    settled: ({ status }) => status === 'CAPTURED',
    book: { status: 'captured', amountCapturedMinor: 1000 },
  },
  void: {
    begin: () => authorized(),
    command: async () => ({ kind: 'cancel', idempotencyKey: 'cancel' }),
    done: ([charge]) => charge?.status === 'voided',
    settled: ({ status }) => status === 'CANCELED',
    book: { status: 'voided' },
  },
  refund: {
    begin: () => captured(),
    command: async () => ({ kind: 'refund', idempotencyKey: 'refund' }),
    done: ([charge]) => charge?.status === 'refunded',
    settled: ({ refunds }) => refunds[0]?.status === 'SUCCEEDED',
    book: { status: 'refunded', amountRefundedMinor: 1000 },
  },
}

const operationOf = (name: string): Operation => {
  const operation = OPERATIONS[name]
  if (operation === undefined) throw new Error(`no operation ${name}`)
  return operation
}

const CASES = Object.keys(OPERATIONS).flatMap((operation) => Object.keys(WAKINGS).map((waking) => [operation, waking]))

/** Sends a command, and ends the object's memory at the moment that is waited for. */
async function killedDuring(payment: Payment, command: SentCommand, moment: () => Promise<unknown>): Promise<void> {
  const lost = payment.send(command).then(
    () => 'answered',
    () => 'lost',
  )
  await moment()
  await kill(payment)
  expect(await lost).toBe('lost')
}

const callIsOpen = (payment: Payment) => () =>
  until(
    () =>
      runInDurableObject(
        payment.stub,
        (_object, { storage }) =>
          storage.sql.exec<{ body: string }>('SELECT body FROM commits ORDER BY number DESC LIMIT 1').one().body,
      ),
    (body) => body.includes('_STARTED') || body.includes('REFUND_CREATED'),
  )

describe('an object that is gone in the middle of a call', () => {
  test.each(CASES)('CR4 CR2 finds a lost %s that the acquirer carried out, woken by %s', async (name, waking) => {
    const operation = operationOf(name)
    const payment = await operation.begin()
    const command = await operation.command()
    await setFault('a', { kind: 'charge_then_hang', operation: name, times: 1 })
    await killedDuring(payment, command, () => until(() => chargesOf(payment.id), operation.done))
    await WAKINGS[waking]?.(payment, command)
    await untilInTheLog(payment, operation)
    expect(await chargesOf(payment.id)).toMatchObject([operation.book])
    expect(await chargesOf(payment.id, 'b')).toEqual([])
    expect(accepted(await payment.send(command))).toMatchObject({ replayed: true })
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test.each([
    ['capture', 'a read'],
    ['void', 'its alarm'],
    ['refund', "the client's retry"],
  ])('CR4 carries out a %s once that had not reached the acquirer, woken by %s', async (name, waking) => {
    const operation = operationOf(name)
    const payment = await operation.begin()
    const command = await operation.command()
    await setFault('a', { kind: 'hang_before', operation: name, times: 1 })
    await killedDuring(payment, command, callIsOpen(payment))
    await WAKINGS[waking]?.(payment, command)
    await untilInTheLog(payment, operation)
    expect(await chargesOf(payment.id)).toMatchObject([operation.book])
  })

  test.each(Object.keys(WAKINGS))(
    'CR1 CR4 asks for the card again when it was not charged, and never sends it again, woken by %s',
    async (waking) => {
      const payment = await created()
      const command = confirmation(await tokenFor(), 'confirm')
      await setFault('a', { kind: 'hang_before', times: 1 })
      await killedDuring(payment, command, callIsOpen(payment))
      await WAKINGS[waking]?.(payment, command)
      await until(
        () => stateOf(payment),
        ({ status }) => status !== 'PROCESSING',
      )
      const view = await payment.view()
      expect(view).toMatchObject({
        status: 'REQUIRES_PAYMENT_METHOD',
        failure: { category: 'GATEWAY_UNAVAILABLE', retryable: true },
      })
      expect(view.attempts).toHaveLength(1)
      expect([...(await chargesOf(payment.id)), ...(await chargesOf(payment.id, 'b'))]).toEqual([])
    },
  )

  test('CR4 fences an authorization that is still on its way, so that it is refused when it arrives', async () => {
    const payment = await created()
    await setFault('a', { kind: 'latency', ms: 1_500, times: 1 })
    await killedDuring(payment, confirmation(await tokenFor()), callIsOpen(payment))
    await until(payment.view, ({ status }) => status === 'REQUIRES_PAYMENT_METHOD')
    await new Promise((resolve) => setTimeout(resolve, 1_800))
    expect(await chargesOf(payment.id)).toEqual([])
  })

  test.each(['lookup', 'fence'])('CR4 is gone a second time during the %s', async (step) => {
    const payment = await created()
    await setFault('a', { kind: 'hang_before', times: 1 })
    await killedDuring(payment, confirmation(await tokenFor()), callIsOpen(payment))
    await setFault('a', { kind: 'latency', operation: step, ms: 700, times: 1 })
    await payment.view()
    await new Promise((resolve) => setTimeout(resolve, 200))
    await kill(payment)
    await until(payment.view, ({ status }) => status === 'REQUIRES_PAYMENT_METHOD')
    expect(await chargesOf(payment.id)).toEqual([])
  })

  test('CR4 finds out how a challenge ended when it is gone after the shopper came back', async () => {
    const payment = await created()
    const { view } = accepted(await payment.send(confirmation(await tokenFor('4000000000003220'))))
    await answerChallenge(view, 'approve')
    await setFault('a', { kind: 'hang_before', operation: 'lookup', times: 1 })
    const visit = payment.service.returned(1, { cres: 'yes' }).catch(() => 'lost')
    await until(
      () => stateOf(payment),
      ({ calls }) => calls[0]?.reference.kind === 'complete',
    )
    await kill(payment)
    expect(await visit).toBe('lost')
    await runDurableObjectAlarm(payment.stub)
    await until(
      () => stateOf(payment),
      ({ status }) => status === 'CAPTURED',
    )
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('CR4 asks for the card again when it is gone while one token makes room for another', async () => {
    const payment = await created()
    const { view } = accepted(await payment.send(confirmation(await tokenFor('4000000000003220'))))
    await setFault('a', { kind: 'charge_then_hang', operation: 'fence', times: 1 })
    await killedDuring(payment, confirmation(await tokenFor()), () =>
      until(
        () => stateOf(payment),
        ({ cancellations }) => cancellations.length === 1,
      ),
    )
    await until(payment.view, ({ status }) => status === 'REQUIRES_PAYMENT_METHOD')
    await answerChallenge(view, 'approve')
    expect((await payment.view()).attempts).toHaveLength(1)
    expect(await chargesOf(payment.id)).toEqual([])
    expect(accepted(await payment.send(confirmation(await tokenFor()))).view.status).toBe('CAPTURED')
  })

  test('CR3 replays after a kill between our write and the reply', async () => {
    const payment = await created()
    const command = confirmation(await tokenFor(), 'confirm')
    const first = accepted(await payment.send(command))
    await kill(payment)
    const again = accepted(await payment.send(command))
    expect(again).toMatchObject({ replayed: true, firstSeenAtMs: first.firstSeenAtMs, view: { status: 'CAPTURED' } })
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test.each(Object.keys(OPERATIONS))('CR6 alarm and client retry at once after a lost %s', async (name) => {
    const operation = operationOf(name)
    const payment = await operation.begin()
    const command = await operation.command()
    await setFault('a', { kind: 'charge_then_hang', operation: name, times: 1 })
    await killedDuring(payment, command, () => until(() => chargesOf(payment.id), operation.done))
    const [, ...answers] = await Promise.all([
      runDurableObjectAlarm(payment.stub),
      payment.send(command),
      payment.send(command),
    ])
    for (const answer of answers) expect(operation.settled(accepted(answer).view)).toBe(true)
    expect(await chargesOf(payment.id)).toMatchObject([operation.book])
    const types = await payment.types()
    expect(types.filter((type) => type === 'OUTCOME_RESOLVED').length).toBeLessThanOrEqual(1)
  })

  test('loads its whole state from its rows after an orderly eviction', async () => {
    const payment = await captured({ details: { description: 'Tea for two' } })
    accepted(
      await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: { amountMinor: 250n, currency: 'EUR' } }),
    )
    const before = await payment.view()
    await evictDurableObject(payment.stub)
    expect(await payment.view()).toEqual(before)
  })
})

/** Looks at the rows alone: nothing but the waking itself may have set the object going. */
async function untilInTheLog(payment: Payment, { settled }: Operation): Promise<void> {
  await until(
    () => stateOf(payment),
    (state) => settled(state) && state.calls.length === 0,
  )
}
