import { describe, expect, test, vi } from 'vitest'
import { parseCard } from '../../../src/vault/card/parse.ts'
import { tokenFactsOf, tokenIdOf } from '../../../src/vault/contract.ts'
import { sealCard } from '../../../src/vault/crypto/envelope.ts'
import { secretsOf } from '../../../src/vault/env.ts'
import { isReachable } from '../../../src/vault/forward/connection.ts'
import { currentDataKey, monthOf } from '../../../src/vault/keys/dataKey.ts'
import { keyHashOf, tokenFor } from '../../../src/vault/token/token.ts'
import { CARD, CHARGE, credentials, env, openAccount, putAccount, seenBy, send, tokenOf, vault } from './support.ts'

const GET = { method: 'GET', path: '/ok' } as const

describe('forward', () => {
  test('sends the card as values of the body with the account’s own credentials, and masks the answer', async () => {
    const account = await openAccount('happy')
    const answer = await send(
      account,
      { ...CHARGE, headers: { 'idempotency-key': 'att_1' } },
      { token: await tokenOf() },
    )
    const [request] = (await seenBy('happy')).requests
    expect(JSON.parse(request?.body ?? '')).toEqual({
      card: { number: CARD.number, cvc: CARD.cvc, expiryMonth: 12, expiryYear: 2030 },
      amount: '123',
    })
    expect(request?.headers).toMatchObject({ authorization: 'Bearer access-1', 'idempotency-key': 'att_1' })
    if (answer.kind !== 'answered') throw new Error(answer.kind)
    expect(answer.body).not.toContain(CARD.number)
    expect(answer.headers).toEqual({ 'content-type': 'application/json', 'retry-after': '3' })
    const { echoed } = JSON.parse(answer.body) as { echoed: { card: Record<string, unknown>; amount: string } }
    expect(echoed.card).toMatchObject({ number: '************4242', cvc: '***' })
    expect(echoed.amount).toBe('123')
  })

  test('knows no account of another merchant or mode', async () => {
    const account = await openAccount('owned')
    const noAccount = { kind: 'not_sent', reason: 'no_account' }
    expect(await send(account, GET, { merchantId: 'm2' })).toEqual(noAccount)
    expect(await send(account, GET, { mode: 'LIVE' })).toEqual(noAccount)
    expect(await send('acc_none', GET)).toEqual(noAccount)
    expect((await send(account, GET)).kind).toBe('answered')
  })

  test('sends nothing where path, header, body or card field is not right', async () => {
    const account = await openAccount('strict')
    const badRequest = { kind: 'not_sent', reason: 'bad_request' }
    for (const path of ['ok', '//evil.example/', '/../x', '/a/%2e%2e/b', '/a\\b', '/a@b', '/a b', '/%2f%2fevil', '']) {
      expect([path, await send(account, { method: 'GET', path })]).toEqual([path, badRequest])
    }
    for (const name of [
      'host',
      'authorization',
      'cookie',
      'content-length',
      'connection',
      'Accept',
      'proxy-x',
      'cf-ray',
    ]) {
      const answer = await send(account, { ...GET, headers: { [name]: 'x' } })
      expect([name, answer]).toEqual([name, badRequest])
    }
    const token = await tokenOf()
    for (const path of [['missing', 'number'], ['__proto__', 'number'], ['card', '__proto__'], [], ['amount', 'x']]) {
      const answer = await send(account, { ...CHARGE, cardFields: [[path, 'number']] }, { token })
      expect([path, answer]).toEqual([path, badRequest])
    }
    expect(await send(account, CHARGE)).toEqual(badRequest)
    expect(await send(account, { ...GET, body: {} })).toEqual(badRequest)
    expect((await seenBy('strict')).requests).toEqual([])
  })

  test('returns a redirect as the answer and does not follow it', async () => {
    const account = await openAccount('moved')
    expect(await send(account, { method: 'GET', path: '/redirect' })).toMatchObject({ kind: 'answered', status: 302 })
  })

  test('GW3 GW4 GW9 calls every cut, silent or endless answer unknown', async () => {
    const account = await openAccount('broken')
    const unknown = (reason: string) => ({ kind: 'unknown', reason })
    const at = (path: string, timeoutMs = 3000) => send(account, { method: 'POST', path, body: {} }, { timeoutMs })
    expect(await at('/reset')).toEqual(unknown('connection_lost'))
    expect(await at('/half')).toEqual(unknown('connection_lost'))
    expect(await at('/endless')).toEqual(unknown('answer_too_large'))
    expect(await at('/hang', 300)).toEqual(unknown('time_out'))
    expect(await at('/slow-body', 300)).toEqual(unknown('time_out'))
    await putAccount('acc_broken', `http://127.0.0.1:${env.CLOSED_PORT}`)
    expect((await at('/ok')).kind).toBe('not_sent')
  })

  test('GW8 proves by a connection of its own that a refused request was not sent', async () => {
    await putAccount('acc_closed', `http://127.0.0.1:${env.CLOSED_PORT}`)
    const answer = await send('acc_closed', CHARGE, { token: await tokenOf(), checkConnection: true })
    expect(answer).toEqual({ kind: 'not_sent', reason: 'connection_refused' })
    const account = await openAccount('opened')
    expect((await send(account, GET, { checkConnection: true })).kind).toBe('answered')
    expect((await send(account, GET, { checkConnection: true })).kind).toBe('answered')
  })
})

describe('a call’s time', () => {
  test('GW9 is kept to when it is below a second', async () => {
    const account = await openAccount('hasty')
    await send(account, GET)
    for (const timeoutMs of [80, 250]) {
      const startedAtMs = Date.now()
      const answer = await send(
        account,
        { method: 'POST', path: '/hang', body: {} },
        { timeoutMs, checkConnection: true },
      )
      expect(answer).toEqual({ kind: 'unknown', reason: 'time_out' })
      expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(timeoutMs - 20)
      expect(Date.now() - startedAtMs).toBeLessThan(timeoutMs + 250)
    }
    for (const timeoutMs of [0, -1, Number.NaN]) {
      expect(await send(account, GET, { timeoutMs })).toEqual({ kind: 'not_sent', reason: 'bad_request' })
    }
  })

  test('GW8 holds for the connection check too', async () => {
    const startedAtMs = Date.now()
    // An address of RFC 5737 that leads nowhere.
    expect(await isReachable('acc_nowhere', new URL('https://192.0.2.1'), 150)).toBe(false)
    expect(Date.now() - startedAtMs).toBeLessThan(500)
  })
})

describe('a card’s fingerprint', () => {
  const other = { ...CARD, number: '5555555555554444' }
  const fingerprintOf = async (account: string, card: unknown, credential = 'pk_test_m1', more = {}) => {
    const answer = await send(account, CHARGE, { token: await tokenOf(card, credential), ...more })
    if (answer.kind !== 'answered') throw new Error(answer.kind)
    return answer.cardFingerprint
  }

  test('is the same for a card in another token, and is in no answer to a call without one', async () => {
    const account = await openAccount('named')
    const first = await fingerprintOf(account, CARD)
    expect(first).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(await fingerprintOf(account, { ...CARD, cvc: '999' }, 'pk_test_m1', { paymentId: 'pay_two' })).toBe(first)
    expect(await fingerprintOf(account, other)).not.toBe(first)
    expect(await send(account, GET)).not.toHaveProperty('cardFingerprint')
  })

  test('keeps a refused card from being sent in whatever token, and lets another through', async () => {
    const account = await openAccount('barred')
    const refusedCards = [(await fingerprintOf(account, CARD)) ?? '']
    const again = await send(account, CHARGE, { token: await tokenOf(), refusedCards, checkConnection: true })
    expect(again).toEqual({ kind: 'token_refused', reason: 'card_refused' })
    expect((await send(account, CHARGE, { token: await tokenOf(other), refusedCards })).kind).toBe('answered')
    expect((await send(account, GET, { refusedCards })).kind).toBe('answered')
    expect((await seenBy('barred')).requests.map(({ body }) => body.includes(CARD.number))).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('what is logged', () => {
  test('has no byte of a card, its fingerprint or a credential', async () => {
    const lines: string[] = []
    const spies = (['log', 'error', 'warn', 'info'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...texts) => void lines.push(texts.join(' '))),
    )
    try {
      const account = await openAccount('canary')
      const token = await tokenOf()
      const answer = await send(account, CHARGE, { token, checkConnection: true })
      if (answer.kind !== 'answered') throw new Error(answer.kind)
      const { cardFingerprint = '' } = answer
      await send(account, CHARGE, { token, refusedCards: [cardFingerprint] })
      await send(account, { ...CHARGE, path: `/${CARD.number}?cvc=${CARD.cvc}` }, { token, timeoutMs: 200 })
      const owner = { accountId: account, merchantId: 'm1', mode: 'TEST' } as const
      await vault.putAccount({ ...owner, kind: 'sandbox', credentials })
      await vault.putAccount({ ...owner, kind: credentials.clientSecret, baseUrl: credentials.clientSecret })
      await vault.verifyWebhook({ accountId: account, headers: {}, rawBody: credentials.webhookSecret })
      await vault.removeAccount(owner)
      const text = lines.join('\n')
      expect(lines.filter((line) => line.includes('"event":"forward"'))).toHaveLength(3)
      expect(text).toContain('"event":"account_put"')
      expect(text).toContain('"outcome":"token_refused_card_refused"')
      const secrets = [CARD.number, cardFingerprint, token.slice(-52), ...Object.values(credentials), 'access-1']
      for (const secret of secrets.filter((one) => one !== credentials.clientId)) expect(text).not.toContain(secret)
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
  })
})

describe('access tokens', () => {
  test('GW15 asks once for all calls at once, and keeps the token', async () => {
    const account = await openAccount('single')
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(account, GET)))
    expect(answers.map(({ kind }) => kind)).toEqual(Array(10).fill('answered'))
    await send(account, GET)
    expect((await seenBy('single')).tokens).toBe(1)
  })

  test('GW15 sends the request once more with a fresh token when the gateway answers 401', async () => {
    const account = await openAccount('expired')
    const refused = { method: 'POST', path: '/first-token-refused', body: { a: 1 } } as const
    const answers = await Promise.all([send(account, refused), send(account, refused), send(account, refused)])
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ kind: 'answered', status: 200 })))
    const { tokens, requests } = await seenBy('expired')
    expect([tokens, requests.length]).toEqual([2, 6])
  })

  test('GW15 gives up after the second 401', async () => {
    const account = await openAccount('stubborn')
    const answer = await send(account, { method: 'GET', path: '/always-401' })
    expect(answer).toMatchObject({ kind: 'answered', status: 401 })
    expect((await seenBy('stubborn')).requests).toHaveLength(2)
  })

  test('GW15 has sent nothing where the gateway refuses the credentials', async () => {
    const account = await openAccount('refused')
    const answer = await send(account, CHARGE, { token: await tokenOf() })
    expect(answer).toEqual({ kind: 'not_sent', reason: 'access_refused' })
    expect((await seenBy('refused')).requests).toEqual([])
  })

  test('GW15 waits for a token no longer than the call may take', async () => {
    const account = await openAccount('silent')
    const startedAtMs = Date.now()
    const answers = await Promise.all([send(account, GET, { timeoutMs: 300 }), send(account, GET, { timeoutMs: 500 })])
    expect(answers).toEqual(answers.map(() => ({ kind: 'not_sent', reason: 'no_access_token' })))
    expect(Date.now() - startedAtMs).toBeLessThan(1500)
    expect((await seenBy('silent')).tokens).toBe(1)
  })

  test('asks again when the lifetime has passed', async () => {
    const account = await openAccount('brief')
    await send(account, GET)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await send(account, GET)
    expect((await seenBy('brief')).tokens).toBe(2)
  })
})

describe('tokens at the forward', () => {
  test('HC2 refuses a token of another merchant or mode, of another payment, malformed or made up', async () => {
    const account = await openAccount('claims')
    const refused = (reason: string) => ({ kind: 'token_refused', reason })
    const foreign = await tokenOf(CARD, 'pk_test_m2')
    expect(await send(account, CHARGE, { token: foreign })).toEqual(refused('foreign'))
    const live = await tokenOf(CARD, 'pk_live_m1')
    expect(await send(account, CHARGE, { token: live })).toEqual(refused('foreign'))
    const bound = await tokenOf(CARD, 'cs_test_m1_two')
    expect(await send(account, CHARGE, { token: bound, paymentId: 'pay_one' })).toEqual(refused('foreign'))
    expect((await send(account, CHARGE, { token: bound, paymentId: 'pay_two' })).kind).toBe('answered')
    const token = await tokenOf()
    const otherKey = (await tokenOf()).slice(-52)
    expect(await send(account, CHARGE, { token: token.slice(0, -52) + otherKey })).toEqual(refused('unknown'))
    for (const text of ['tok_', 'hello', `${token}a`, `tok_0aa${'a'.repeat(26)}_${'a'.repeat(52)}`]) {
      expect([text, await send(account, CHARGE, { token: text })]).toEqual([text, refused('unknown')])
    }
  })

  test('HC2 opens nothing for a token whose facts were changed, and leaves it to its owner', async () => {
    const account = await openAccount('forged')
    const token = await tokenOf()
    const forged = `${token.slice(0, 'tok_0bx'.length)}cbfr${token.slice('tok_0bxcbfr'.length)}`
    expect(tokenFactsOf(tokenIdOf(forged) ?? '')).toEqual({ brand: 'mastercard', funding: 'CREDIT', country: 'FR' })
    expect(await send(account, CHARGE, { token: forged })).toEqual({ kind: 'token_refused', reason: 'unknown' })
    expect((await send(account, CHARGE, { token })).kind).toBe('answered')
  })

  test('HC2 opens a token from before ids carried facts', async () => {
    const account = await openAccount('older')
    const parsed = parseCard(CARD, Date.now())
    if (!parsed.ok) throw new Error('the card is wrong')
    const { tokenSecret } = secretsOf(env)
    const { key, text } = tokenFor('older', {}, tokenSecret)
    const token = { id: `tok_0ac${text.slice('tok_0bc'.length, -53)}`, key }
    const owner = { merchantId: 'm1', mode: 'TEST' } as const
    const dataKey = await currentDataKey(env, owner, monthOf(Date.now()))
    await env.VAULT_SHARDS.getByName('shard:0ac').put({
      ...owner,
      tokenId: token.id,
      credentialId: 'key_1',
      boundPaymentId: null,
      createdAtMs: Date.now(),
      keyHash: keyHashOf(token),
      callerKind: 'publishable',
      ...sealCard(parsed.value.card, { ...owner, tokenId: token.id }, key, dataKey),
    })
    expect(tokenFactsOf(token.id)).toEqual({})
    const whole = `${token.id}_${text.slice(-52)}`
    expect((await send(account, CHARGE, { token: whole })).kind).toBe('answered')
    await vault.spend({ ...owner, tokenId: token.id, paymentId: 'pay_one' })
    expect(await send(account, CHARGE, { token: whole })).toEqual({ kind: 'token_refused', reason: 'claimed' })
  })

  test('HC2 lets one of two payments at once have the token, and that one again', async () => {
    const account = await openAccount('race')
    const token = await tokenOf()
    const payments = ['pay_a', 'pay_b']
    const answers = await Promise.all(payments.map((paymentId) => send(account, CHARGE, { token, paymentId })))
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['answered', 'token_refused'])
    const winner = payments[answers.findIndex(({ kind }) => kind === 'answered')] ?? ''
    expect((await send(account, CHARGE, { token, paymentId: winner })).kind).toBe('answered')
  })

  test('HC2 leaves a token to its owner after somebody tried its id with another key, or for another payment', async () => {
    const account = await openAccount('burnt')
    const token = await tokenOf()
    const guess = token.slice(0, -52) + (await tokenOf()).slice(-52)
    const tried = await send(account, CHARGE, { token: guess, paymentId: 'pay_evil' })
    expect(tried).toEqual({ kind: 'token_refused', reason: 'unknown' })
    const merchant = { merchantId: 'm1', mode: 'TEST' } as const
    await vault.spend({ tokenId: token.slice(0, -53), paymentId: 'pay_evil', ...merchant })
    expect((await send(account, CHARGE, { token })).kind).toBe('answered')
    const bound = await tokenOf(CARD, 'cs_test_m1_two')
    const foreign = await send(account, CHARGE, { token: bound, paymentId: 'pay_evil' })
    expect(foreign).toEqual({ kind: 'token_refused', reason: 'foreign' })
    await vault.spend({ tokenId: bound.slice(0, -53), paymentId: 'pay_evil', ...merchant })
    expect((await send(account, CHARGE, { token: bound, paymentId: 'pay_two' })).kind).toBe('answered')
  })

  test('refuses a spent token, and its blob never becomes a token again', async () => {
    const account = await openAccount('spent')
    const token = await tokenOf()
    await send(account, CHARGE, { token })
    const tokenId = token.slice(0, -53)
    const spend = { tokenId, paymentId: 'pay_one', merchantId: 'm1', mode: 'TEST' } as const
    await vault.spend({ ...spend, paymentId: 'pay_two' })
    await vault.spend({ ...spend, merchantId: 'm2' })
    expect((await send(account, CHARGE, { token })).kind).toBe('answered')
    await vault.spend(spend)
    expect(await send(account, CHARGE, { token })).toEqual({ kind: 'token_refused', reason: 'claimed' })
    await vault.spend({ ...spend, tokenId: 'tok_none' })
  })
})
