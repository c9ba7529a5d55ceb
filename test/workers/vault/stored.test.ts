import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { customerIdFor, customerOfMethod, methodIdFor } from '../../../src/ids/customerIds.ts'
import type { StagedCard } from '../../../src/vault/contract.ts'
import { tokenFactsOf, tokenIdOf } from '../../../src/vault/contract.ts'
import { standingAlone } from '../../digits.ts'
import { CARD, CHARGE, encrypted, env, openAccount, postToken, seenBy, send, tokenOf, vault } from './support.ts'

const OWNER = { merchantId: 'm1', mode: 'TEST' } as const
const PAYMENT = { paymentId: 'pay_one' }

const newCustomer = () => customerIdFor('m1', 'TEST', crypto.randomUUID())

async function staged(customerId = newCustomer(), card: object = CARD) {
  const token = await tokenOf(card)
  const methodId = methodIdFor(customerId, tokenIdOf(token) ?? '')
  const command = { ...OWNER, ...PAYMENT, methodId, token }
  return { customerId, methodId, token, command, answer: secretIn(await vault.stageCard(command)) }
}

function secretIn(answer: StagedCard): Extract<StagedCard, { kind: 'staged' }> {
  if (answer.kind !== 'staged') throw new Error(`not staged: ${answer.reason}`)
  return answer
}

async function kept(card: object = CARD) {
  const made = await staged(undefined, card)
  expect(await vault.keepCard(OWNER, made.methodId)).toBe(true)
  return made
}

const rowsOf = (customerId: string) =>
  runInDurableObject(env.STORED_CARDS.getByName(customerId), (_object, { storage }) =>
    storage.sql.exec('SELECT * FROM card').toArray(),
  )

const codeFor = async (paymentMethod: string, cvc = '987') =>
  ((await (await postToken({ jwe: await encrypted({ cvc, paymentMethod }) })).json()) as { token: string }).token

test('a staged card opens for nobody, a kept one for every payment of its merchant, and without its security code', async () => {
  const account = await openAccount('stored_open')
  const { methodId, answer } = await staged()
  expect(answer.card).toEqual({
    facts: { brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2030, funding: 'CREDIT', country: 'US' },
    fingerprint: expect.stringMatching(/^[\w-]{22}$/),
  })
  const { secret } = answer
  expect(await send(account, CHARGE, { token: secret })).toEqual({ kind: 'token_refused', reason: 'unknown' })
  expect(await vault.keepCard(OWNER, methodId)).toBe(true)
  expect((await send(account, CHARGE, { token: secret })).kind).toBe('answered')
  expect((await send(account, CHARGE, { token: secret, paymentId: 'pay_two' })).kind).toBe('answered')
  const { requests } = await seenBy('stored_open')
  expect(requests.map(({ body }) => JSON.parse(body))).toEqual(
    Array(2).fill({ card: { number: CARD.number, expiryMonth: 12, expiryYear: 2030 }, amount: '123' }),
  )
})

test('storing the same token again answers the same secret, also when the token is used up', async () => {
  const { command, answer, methodId, customerId } = await staged()
  await vault.spend({ ...OWNER, ...PAYMENT, tokenId: tokenIdOf(command.token) ?? '' })
  expect(await vault.stageCard(command)).toEqual(answer)
  await vault.keepCard(OWNER, methodId)
  const [first, second] = await Promise.all([vault.stageCard(command), vault.stageCard(command)])
  expect([first, second]).toEqual([answer, answer])
  expect(await rowsOf(customerId)).toHaveLength(1)
})

test('the same number stored twice has one fingerprint, and the facts are in the id', async () => {
  const [one, two] = [await staged(), await staged()]
  expect(one.methodId).not.toBe(two.methodId)
  expect(one.answer.card.fingerprint).toBe(two.answer.card.fingerprint)
  expect(tokenFactsOf(one.methodId)).toEqual({ brand: 'visa', funding: 'CREDIT', country: 'US' })
  expect(customerOfMethod(one.methodId)).toBe(one.customerId)
})

test('HC2 another merchant, another mode, another key and a token that is spent open and store nothing', async () => {
  const account = await openAccount('stored_foreign')
  const { answer, methodId, command } = await kept()
  const wrongKey = `${methodId}_${'a'.repeat(52)}`
  expect(await send(account, CHARGE, { token: wrongKey })).toMatchObject({ reason: 'unknown' })
  expect(await send(account, CHARGE, { token: answer.secret, mode: 'LIVE' })).toMatchObject({ kind: 'not_sent' })
  for (const other of [{ merchantId: 'm2' }, { mode: 'LIVE' as const }]) {
    expect(await vault.keepCard({ ...OWNER, ...other }, methodId)).toBe(false)
    await vault.wipeCard({ ...OWNER, ...other }, methodId)
  }
  expect((await send(account, CHARGE, { token: answer.secret })).kind).toBe('answered')
  const elsewhere = methodIdFor(newCustomer(), tokenIdOf(command.token) ?? '')
  expect(await vault.stageCard({ ...command, methodId: elsewhere, paymentId: 'pay_two' })).toEqual({
    kind: 'refused',
    reason: 'claimed',
  })
})

test('a security code entered for a stored card goes with it once, and for no other card', async () => {
  const account = await openAccount('stored_code')
  const { answer, methodId } = await kept()
  const code = await codeFor(methodId)
  const token = `${answer.secret}~${code}`
  expect((await send(account, CHARGE, { token })).kind).toBe('answered')
  const { requests } = await seenBy('stored_code')
  expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ card: { number: CARD.number, cvc: '987' } })
  expect(await send(account, CHARGE, { token, paymentId: 'pay_two' })).toMatchObject({ reason: 'claimed' })
  const { answer: other } = await kept()
  expect(await send(account, CHARGE, { token: `${other.secret}~${code}` })).toMatchObject({ reason: 'unknown' })
  // It is no card by itself, and a card's token is no code.
  expect(await send(account, CHARGE, { token: code })).toMatchObject({ reason: 'unknown' })
  expect(await send(account, CHARGE, { token: `${answer.secret}~${await tokenOf()}` })).toMatchObject({
    reason: 'unknown',
  })
})

test('HC1 a code has the length of its card’s brand, and nothing else beside it', async () => {
  const { methodId } = await staged()
  for (const content of [
    { cvc: '1234', paymentMethod: methodId },
    { cvc: '', paymentMethod: methodId },
    { cvc: '123', paymentMethod: 'pm_1' },
    { cvc: '123', paymentMethod: methodId, number: CARD.number },
  ]) {
    const response = await postToken({ jwe: await encrypted(content) })
    expect(response.status).toBe(422)
    expect(await response.text()).not.toMatch(standingAlone('1234'))
  }
})

test('what is wiped is gone from the rows with the call, and what was opened is written down', async () => {
  const { answer, methodId, customerId } = await kept()
  const second = await staged(customerId, { ...CARD, number: '5555555555554444' })
  await vault.wipeCard(OWNER, methodId)
  expect((await rowsOf(customerId)).map(({ id }) => id)).toEqual([second.methodId])
  const account = await openAccount('stored_wiped')
  expect(await send(account, CHARGE, { token: answer.secret })).toMatchObject({ reason: 'unknown' })
  await vault.wipeCards(OWNER, customerId)
  await vault.wipeCards(OWNER, customerId)
  expect(await rowsOf(customerId)).toEqual([])
  const actions = await runInDurableObject(env.STORED_CARDS.getByName(customerId), (_object, { storage }) =>
    storage.sql
      .exec<{ body: string }>('SELECT body FROM access ORDER BY number')
      .toArray()
      .map(({ body }) => JSON.parse(body)),
  )
  expect(actions.map(({ action }) => action)).toEqual(['card.store', 'card.store', 'card.wipe', 'card.wipe'])
  expect(actions[0]).toMatchObject({ tokenId: methodId, paymentId: 'pay_one', merchantId: 'm1' })
})
