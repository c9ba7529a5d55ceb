import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { CommandError } from '../commands/commandError.ts'
import { tokenOf } from '../commands/tokenOf.ts'
import type { Api } from './api.ts'

/** The sandbox's test cards. */
const APPROVES = '4242424242424242'
const DECLINES = '4000000000000002'
const CHALLENGES = '4000000000003220'
const DISPUTES = '4000000000000259'
/** A dispute of the sandbox comes by webhook, a moment after the payment. */
const PATIENCE_MS = 15_000

interface Payment {
  readonly id: string
  readonly status: string
}

const ERROR = '... on Error { code message }'

async function mutate(api: Api, name: string, input: object): Promise<Payment> {
  const type = name.charAt(0).toUpperCase() + name.slice(1)
  const data = await api.ask<Readonly<Record<string, { readonly payment: Payment }>>>(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { payment { id status } } ${ERROR} } }`,
    { input: { idempotencyKey: `cli ${randomUUID()}`, ...input } },
    api.secretKey(),
  )
  const payment = data[name]?.payment
  if (payment === undefined) throw new CommandError(`${name} answered nothing.`)
  return payment
}

const amount = { amount: '10.00', currency: 'EUR' }

async function pay(api: Api, card: string, more: object = {}): Promise<Payment> {
  const { publishableKey } = api.target
  if (publishableKey === undefined) throw new CommandError('There is no publishable key here to tokenize a card with.')
  const { token } = await tokenOf(api.target, publishableKey, card)
  return mutate(api, 'createPayment', { amount, reference: 'cli', confirm: true, paymentMethod: { token }, ...more })
}

const then =
  (name: string, more: object = {}) =>
  async (api: Api, payment: Payment) =>
    mutate(api, name, { paymentId: payment.id, ...more })

/** What each event takes. They are test payments like any other. */
export const TRIGGERS: Readonly<Record<string, (api: Api) => Promise<Payment>>> = {
  'payment.created': (api) => mutate(api, 'createPayment', { amount, reference: 'cli' }),
  'payment.captured': (api) => pay(api, APPROVES),
  'payment.authorized': (api) => pay(api, APPROVES, { captureMethod: 'MANUAL' }),
  'payment.declined': (api) => pay(api, DECLINES),
  'payment.action_required': (api) => pay(api, CHALLENGES, { returnUrl: 'https://shop.example/return' }),
  'payment.canceled': async (api) =>
    then('cancelPayment')(api, await mutate(api, 'createPayment', { amount, reference: 'cli' })),
  'refund.succeeded': async (api) =>
    then('refundPayment', { amount: { ...amount, amount: '2.50' } })(api, await pay(api, APPROVES)),
  'dispute.opened': async (api) => disputed(api, await pay(api, DISPUTES)),
}

export async function trigger(api: Api, what: string) {
  const make = TRIGGERS[what]
  if (make === undefined) {
    throw new CommandError(`There is no trigger ${what}: it is one of ${Object.keys(TRIGGERS).join(', ')}.`)
  }
  return { triggered: what, payment: await make(api) }
}

async function disputed(api: Api, payment: Payment): Promise<Payment> {
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await wait(200)) {
    const found = await api.ask<{ payment: { readonly disputes: { readonly nodes: readonly unknown[] } } }>(
      'query ($id: ID!) { payment(id: $id) { disputes { nodes { id } } } }',
      { id: payment.id },
      api.secretKey(),
    )
    if (found.payment.disputes.nodes.length > 0) return payment
  }
  throw new CommandError(`No dispute came for ${payment.id} within ${PATIENCE_MS / 1_000} s.`)
}
