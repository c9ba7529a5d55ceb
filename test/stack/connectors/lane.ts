import { standing } from '../../gateway/contract/steps.ts'
import { type Client, eventually, freshKey, type Outcome, type PaymentNode } from '../support/client.ts'
import type { Running } from '../support/fixture.ts'
import { operatorOf } from '../support/operator.ts'
import type { Connector } from './connector.ts'

/** A healthy double answers in milliseconds; what hangs is given up on after this, the shortest that an account may say. */
export const TIMEOUT_MS = 1_000

/** A double gives money back at once; what takes longer waits for a check that comes much later. */
const GIVEN_BACK_WITHIN_MS = 5_000

/** The routing policy tells the payments of the lanes apart by this key of their metadata. */
const KEY = 'lane'

/** Which rule a payment falls under: wait for what is unknown, cascade over it, or find nobody at the gateway's address. */
export type Rule = 'wait' | 'cascade' | 'dead'

/** One connector on the stack: its account comes first, and the sandbox's acquirer b behind it. */
export type Lane = Awaited<ReturnType<typeof openLane>>

/** Adds the connector's account, and one that points to where nobody listens. */
export async function openLane({ kind, start }: Connector, running: Running, deadPort: number) {
  const started = await start()
  const { double, cards } = started
  const operator = () => operatorOf(running.client)
  const { baseUrl, credentials } = double
  const account = { name: kind, kind, baseUrl, credentials, timeoutMs: TIMEOUT_MS }
  const { gateway } = await operator().change('addGateway', account, 'gateway { id webhookUrl }')
  const dead = new URL(baseUrl)
  dead.port = String(deadPort)
  const deadId = await operator().addGateway({
    ...account,
    name: `${kind}-dead`,
    baseUrl: dead.href.replace(/\/$/, ''),
  })
  const accountId: string = gateway.id
  const behind = { gatewayId: running.stack.accountIds.b }

  const rule = (name: Rule, first: string, onUnknown: 'WAIT' | 'CASCADE') => ({
    name: `${kind} ${name}`,
    when: { metadata: { [KEY]: [`${kind} ${name}`] } },
    strategy: 'ORDER' as const,
    candidates: [{ gatewayId: first }, behind],
    onUnknown,
  })
  const under = (name: Rule) => ({ metadata: { [KEY]: `${kind} ${name}` } })

  const deliverBodies = (bodies: readonly unknown[]): Promise<readonly number[]> =>
    Promise.all(bodies.map((body) => post(double.sign(body))))
  const post = async ({ headers, body }: { headers: Readonly<Record<string, string>>; body: string }) =>
    (await fetch(gateway.webhookUrl, { method: 'POST', headers, body })).status
  const told = new Map<string, number>()
  /** Delivers what the gateway has to tell of a payment and has not yet. */
  const deliver = async (id: string): Promise<readonly number[]> => {
    const from = told.get(id) ?? 0
    const bodies = (await double.webhooks(id)).slice(from)
    told.set(id, from + bodies.length)
    const statuses: number[] = []
    for (const body of bodies) statuses.push(...(await deliverBodies([body])))
    return statuses
  }

  /** Reads a payment until it is as it should be; meanwhile the gateway tells the ends that it decides later. */
  const settled = (id: string, holds: (payment: PaymentNode) => boolean, timeoutMs?: number): Promise<PaymentNode> =>
    eventually(
      async () => {
        if (started.tellsEndsLater) await deliver(id)
        return running.client.read(id)
      },
      holds,
      timeoutMs,
    )
  const booked = (id: string) => double.charges(id)
  const standingAt = async (id: string) => standing(await booked(id))
  const pay = (card = cards.approved, input: object = {}, name: Rule = 'wait'): Promise<Outcome> =>
    running.client.pay(card, { ...under(name), ...input })
  const visit = async (id: string, returned: Readonly<Record<string, string>>): Promise<number> => {
    const url = new URL(started.returnUrlOf(id))
    for (const [name, value] of Object.entries(returned)) url.searchParams.set(name, value)
    return (await fetch(url, { redirect: 'manual' })).status
  }

  return {
    ...started,
    kind,
    accountId,
    rules: [rule('wait', accountId, 'WAIT'), rule('cascade', accountId, 'CASCADE'), rule('dead', deadId, 'WAIT')],
    client: (): Client => running.client,
    operator,
    post,
    deliver,
    deliverBodies,
    settled,
    booked,
    standingAt,
    visit,
    pay,
    create: (input: object = {}) => running.client.create({ ...under('wait'), ...input }),
    /** Confirms and does not wait for the answer. */
    async confirm(id: string, card = cards.approved): Promise<{ readonly answer: Promise<Outcome | undefined> }> {
      const paymentMethod = { token: await running.client.tokenize(card) }
      const answer = running.client.mutate('confirmPayment', { paymentId: id, paymentMethod })
      return { answer: answer.catch(() => undefined) }
    },
    act: (name: 'capturePayment' | 'cancelPayment' | 'refundPayment', paymentId: string, amount?: string) =>
      running.client.mutate(name, {
        paymentId,
        idempotencyKey: freshKey(),
        ...(amount === undefined ? {} : { amount: running.client.euros(amount) }),
      }),
    /** A payment whose money is taken, and known to be. */
    async captured() {
      const { payment } = await pay()
      return settled(payment.id, ({ status }) => status === 'CAPTURED')
    },
    /** Exactly one charge stands, here and not at b. */
    async oneHere(id: string) {
      return { here: (await standingAt(id)).length, behind: (await running.client.charges('b', id)).length }
    },
    /**
     * What was charged while nobody heard of it: paid, with one charge that stands here. Where the gateway cannot be asked it
     * may be given back instead, and then nothing stands.
     */
    async foundOut(id: string, timeoutMs?: number): Promise<PaymentNode> {
      // The confirmation is not waited for: before it has begun there is nothing to find out.
      const isOver = ({ status, attempts }: PaymentNode) =>
        attempts.length > 0 && (status === 'CAPTURED' || (!started.canBeAsked && status === 'REQUIRES_PAYMENT_METHOD'))
      const payment = await settled(id, isOver, timeoutMs)
      const expected = payment.status === 'CAPTURED' ? 1 : 0
      await eventually(
        async () => {
          if (started.tellsEndsLater) await deliver(id)
          return (await standingAt(id)).length
        },
        (standingHere) => standingHere === expected,
        GIVEN_BACK_WITHIN_MS,
      )
      const atNext = await running.client.charges('b', id)
      if (atNext.length > 0) throw new Error(`charged at b as well: ${JSON.stringify(atNext)}`)
      return payment
    },
    /** The attempt that was not wanted is given back, the payment knows it, and there is nothing left to find out. */
    givenBack: (id: string) =>
      eventually(
        async () => {
          const { nextCheckAt } = await settled(id, () => true)
          const told = (await running.client.events(id)).map(({ type }) => type)
          return { nextCheckAt, told, standing: (await standingAt(id)).length }
        },
        ({ nextCheckAt, told: types, standing: left }) =>
          nextCheckAt === null && left === 0 && ['COMPENSATED', 'PAYMENT_CANCELED'].some((end) => types.includes(end)),
        GIVEN_BACK_WITHIN_MS,
      ),
    /** As if an operator had put the account right: what one case broke is not held against the next. */
    async heal(): Promise<void> {
      await double.fault(undefined)
      if ((await operator().breakerOf(kind)) === 'CLOSED') return
      await operator().isolate(accountId)
      await operator().restore(accountId)
    },
  }
}

export const ONE_HERE = { here: 1, behind: 0 }
