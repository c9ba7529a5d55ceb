import type { ChildStack } from '../../scripts/stack/child.ts'
import { graphqlClient } from '../graphql.ts'
import { makeTokens } from '../product.ts'
import { AMOUNT, type System } from './system.ts'

type Answer = Record<
  string,
  { readonly payment?: { readonly id: string; readonly status: string }; readonly code?: string }
>

const selection = '{ ... on Error { code message } ... on '
const CREATE = `mutation ($input: CreatePaymentInput!) {
  made: createPayment(input: $input) ${selection}CreatePaymentPayload { payment { id status } } } }`
const CAPTURE = `mutation ($input: CapturePaymentInput!) {
  made: capturePayment(input: $input) ${selection}CapturePaymentPayload { payment { id status } } } }`
const REFUND = `mutation ($input: RefundPaymentInput!) {
  made: refundPayment(input: $input) ${selection}RefundPaymentPayload { payment { id status } } } }`

export function turnpikeSystem(stack: ChildStack, connections: number): System {
  const client = graphqlClient(stack.apiOrigin, '/graphql', connections)
  const headers = { authorization: `Bearer ${stack.keys.secretKey}` }
  const ask = async (query: string, input: object, status: string): Promise<string> => {
    const { made } = await client.ask<Answer>(query, { input }, headers)
    if (made?.payment?.status !== status) throw new Error(`a payment is not ${status}: ${JSON.stringify(made)}`)
    return made.payment.id
  }
  return {
    name: 'Turnpike',
    prepare: async (jobs, round) => {
      const tokens = await makeTokens(stack, jobs)
      return async (index) => {
        const key = `${round}-${index}`
        const payment = { amount: AMOUNT, captureMethod: 'MANUAL', confirm: true, reference: key }
        const input = { ...payment, idempotencyKey: key, paymentMethod: { token: tokens[index] } }
        const paymentId = await ask(CREATE, input, 'AUTHORIZED')
        await ask(CAPTURE, { idempotencyKey: `${key}-c`, paymentId }, 'CAPTURED')
        await ask(REFUND, { idempotencyKey: `${key}-r`, paymentId }, 'CAPTURED')
      }
    },
    stop: async () => client.close(),
  }
}
