import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredCredential } from '../../../src/gateway/gateway.ts'
import { sandboxCredentials } from '../../../src/gateway/sandbox/credentials.ts'
import { sandboxGateway } from '../../../src/gateway/sandbox/gateway.ts'
import { type Bench, newAttempt, openBench } from '../contract/steps.ts'
import { startSandboxDouble } from './double.ts'

const [VISA, CHALLENGED, EMPTY] = ['4242424242424242', '4000000000003220', '4000000000009995']
let bench: Bench
beforeAll(async () => {
  bench = await openBench({
    gateway: sandboxGateway,
    credentials: sandboxCredentials,
    startDouble: startSandboxDouble,
    method: 'card',
    cards: { approved: VISA },
    currency: 'EUR',
    webhooks: { ages: true },
  })
})
afterAll(() => bench?.double.close())

const pay = (number: string, credential?: StoredCredential) =>
  sandboxGateway.authorize(bench.sendCard(number), newAttempt(bench, credential === undefined ? {} : { credential }))

const FIRST: StoredCredential = { use: 'FIRST', usage: 'OFF_SESSION', initiatedBy: 'CUSTOMER' }
const later = (networkTransactionId?: string): StoredCredential => ({
  ...{ use: 'SUBSEQUENT', usage: 'OFF_SESSION', initiatedBy: 'MERCHANT' },
  ...(networkTransactionId === undefined ? {} : { networkTransactionId }),
})

async function referenceOf(number: string): Promise<string> {
  const outcome = await pay(number, FIRST)
  if (outcome.kind !== 'approved' || outcome.networkTransactionId === undefined) throw new Error('no reference')
  return outcome.networkTransactionId
}

test('the network gives a reference with the approval of a card that is stored, and of no other', async () => {
  expect(await referenceOf(VISA)).toMatch(/^nt[0-9a-f]{22}$/)
  expect(await pay(VISA)).not.toHaveProperty('networkTransactionId')
})

test('a payment that the merchant begins needs the reference of this very card', async () => {
  const reference = await referenceOf(VISA)
  expect(await pay(VISA, later(reference))).toMatchObject({ kind: 'approved' })
  for (const wrong of [undefined, `nt${'0'.repeat(22)}`, await referenceOf('5555555555554444')]) {
    expect(await pay(VISA, later(wrong))).toMatchObject({ kind: 'declined', failure: { code: 'mandate_invalid' } })
  }
})

test('a challenge that nobody is there for is a decline that says so, and so is an empty account', async () => {
  const reference = await referenceOf(VISA)
  const { isTransactionIdOf, newTransactionId } = await import('../../../sandbox/acquirer/network.ts')
  expect(isTransactionIdOf(VISA, reference)).toBe(true)
  expect(await pay(CHALLENGED, later(newTransactionId(CHALLENGED)))).toMatchObject({
    kind: 'declined',
    failure: { code: 'authentication_required' },
  })
  expect(await pay(EMPTY, later(newTransactionId(EMPTY)))).toMatchObject({
    kind: 'declined',
    failure: { code: 'insufficient_funds' },
  })
})
