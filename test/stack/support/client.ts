import { setTimeout as wait } from 'node:timers/promises'
import { encryptCard } from '../../../checkout-widget/frame/encryptCard.ts'
import type { StackFacts } from '../../../scripts/stack/child.ts'
import { counted } from '../../charges.ts'

/** What a user of Turnpike has: addresses, keys, and HTTP. It imports nothing of what it tests. */
export type StackUnderTest = Pick<StackFacts, 'apiOrigin' | 'vaultOrigin' | 'sandboxOrigin' | 'keys'>

export const CARDS = {
  approves: '4242424242424242',
  declines: '4000000000000002',
  insufficientFunds: '4000000000009995',
  challenge: '4000000000003220',
  disputed: '4000000000000259',
  refundFailsLater: '4000000000005126',
} as const

const PAYMENT = `__typename id status allowedActions nextCheckAt expiresAt
  amount { amount currency } amountAuthorized { amount } amountCaptured { amount } amountRefunded { amount }
  amountDisputed { amount } amountCapturable { amount } amountRefundable { amount }
  failure { code category retryable } nextAction { __typename ... on RedirectAction { url } ... on ThreeDSChallengeAction { url } }
  attempts { id status gateway failure { code } } captures { id status amount { amount } }
  refunds { nodes { id status origin amount { amount } } }
  disputes { nodes { id status stage amount { amount } } }`

const ERRORS = `... on Error { __typename code message path } ... on IdempotencyConflictError { differingField }
  ... on InvalidStateError { status disputeStatus allowedActions } ... on AmountTooLargeError { available { amount } }`

export interface PaymentNode {
  readonly id: string
  readonly status: string
  readonly allowedActions: readonly string[]
  readonly nextCheckAt: string | null
  readonly amountCaptured: { readonly amount: string }
  readonly amountRefunded: { readonly amount: string }
  readonly amountRefundable: { readonly amount: string }
  readonly failure: { readonly code: string; readonly category: string; readonly retryable: boolean } | null
  readonly nextAction: { readonly url: string } | null
  readonly attempts: readonly {
    readonly id: string
    readonly status: string
    readonly gateway: string
    readonly failure: { readonly code: string } | null
  }[]
  readonly captures: readonly { readonly status: string }[]
  readonly refunds: { readonly nodes: readonly { readonly id: string; readonly status: string }[] }
  readonly disputes: { readonly nodes: readonly { readonly id: string; readonly status: string }[] }
}

export interface Outcome {
  readonly __typename: string
  readonly payment: PaymentNode
  readonly clientSecret: string
  readonly idempotency: { readonly replayed: boolean; readonly firstSeenAt: string }
  readonly refund?: { readonly id: string; readonly status: string }
  readonly code?: string
  readonly message?: string
  readonly differingField?: string
  readonly allowedActions?: readonly string[]
  readonly available?: { readonly amount: string }
}

export interface Charge {
  readonly id: string
  readonly reference: string
  readonly amountMinor: number
  readonly amountCapturedMinor: number
  readonly amountRefundedMinor: number
  readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'
}

let keys = 0
/** A key that no other test uses. */
export const freshKey = (): string => {
  keys += 1
  return `key-${process.pid}-${Date.now()}-${keys}`
}

/** A reference that no other test uses, and that cannot be taken for a card number as a time may be. */
export const freshReference = (): string => {
  keys += 1
  return `order ${process.pid}-${keys}`
}

export type Client = ReturnType<typeof clientOf>

export function clientOf(stack: StackUnderTest) {
  const graphql = async (
    query: string,
    variables: object = {},
    credential = stack.keys.secretKey,
    signal?: AbortSignal,
  ) => {
    const answer = await fetch(`${stack.apiOrigin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: JSON.stringify({ query, variables }),
      signal,
    })
    return JSON.parse(await answer.text())
  }

  /** Any mutation by its name; answers its payload or its error. */
  const mutate = async (name: string, input: object, credential?: string, signal?: AbortSignal): Promise<Outcome> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1)
    const more = { createPayment: 'clientSecret', refundPayment: 'refund { id status }' }[name] ?? ''
    const idempotency = 'idempotency { replayed firstSeenAt }'
    const fields = `... on ${type}Payload { __typename payment { ${PAYMENT} } ${more} ${idempotency} } ${ERRORS}`
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${fields} } }`
    const { data, errors } = await graphql(query, { input }, credential, signal)
    if (data?.[name] === undefined) throw new Error(`${name}: ${JSON.stringify(errors)}`)
    return data[name]
  }

  const tokenize = async (number: string = CARDS.approves, credential = stack.keys.publishableKey): Promise<string> => {
    const {
      keys: [key],
    } = (await (await fetch(`${stack.vaultOrigin}/keys`)).json()) as { keys: never[] }
    const jwe = await encryptCard(key as never, { number, expiryMonth: 12, expiryYear: 2030, cvc: '123' })
    const answer = await fetch(`${stack.vaultOrigin}/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: JSON.stringify({ jwe }),
    })
    const { token } = (await answer.json()) as { token?: string }
    if (token === undefined) throw new Error(`no token: ${answer.status}`)
    return token
  }

  const euros = (amount: string) => ({ amount, currency: 'EUR' })

  const create = async (input: object = {}): Promise<Outcome> =>
    mutate('createPayment', { idempotencyKey: freshKey(), amount: euros('10.00'), ...input })

  /** Creates and confirms in one call. */
  const pay = async (number: string = CARDS.approves, input: object = {}): Promise<Outcome> =>
    create({ confirm: true, paymentMethod: { token: await tokenize(number) }, ...input })

  const read = async (id: string, credential?: string): Promise<PaymentNode> => {
    const { data, errors } = await graphql(`query ($id: ID!) { payment(id: $id) { ${PAYMENT} } }`, { id }, credential)
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    return data.payment
  }

  const events = async (
    id: string,
  ): Promise<readonly { seq: number; type: string; data: Record<string, unknown> }[]> => {
    const query = 'query ($id: ID!) { payment(id: $id) { events(first: 100) { nodes { seq type data } } } }'
    return (await graphql(query, { id })).data.payment.events.nodes
  }

  const charges = async (acquirer: 'a' | 'b', reference: string): Promise<readonly Charge[]> => {
    const response = await fetch(`${stack.sandboxOrigin}/${acquirer}/charges?reference=${reference}`)
    return counted(acquirer, reference, (await response.json()) as Charge[])
  }

  /** What stands at both acquirers: neither voided nor given back. */
  const standing = async (reference: string): Promise<readonly Charge[]> =>
    [...(await charges('a', reference)), ...(await charges('b', reference))].filter(
      ({ status }) => status === 'authorized' || status === 'captured',
    )

  const fault = async (acquirer: 'a' | 'b', body: object): Promise<void> => {
    const answer = await fetch(`${stack.sandboxOrigin}/${acquirer}/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 204) throw new Error(`fault refused: ${await answer.text()}`)
  }

  const clearFaults = async (): Promise<void> => {
    for (const acquirer of ['a', 'b']) await fetch(`${stack.sandboxOrigin}/${acquirer}/faults`, { method: 'DELETE' })
  }

  return { stack, graphql, mutate, tokenize, create, pay, read, events, charges, standing, fault, clearFaults, euros }
}

/** Waits until the value satisfies the condition; fails with the last value that did not. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  holds: (value: Value) => boolean,
  timeoutMs = 30_000,
): Promise<Value> {
  const deadlineMs = Date.now() + timeoutMs
  let value = await look()
  while (!holds(value)) {
    if (Date.now() > deadlineMs) throw new Error(`not within ${timeoutMs} ms, last seen: ${JSON.stringify(value)}`)
    await wait(50)
    value = await look()
  }
  return value
}
