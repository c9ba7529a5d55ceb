import { runInDurableObject } from 'cloudflare:test'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { loadAccount } from '../../../src/vault/account/account.ts'
import { call, credentials, env, openAccount, putAccount, seenBy, send, vault } from './support.ts'

const GET = { method: 'GET', path: '/ok' } as const
const remove = (id: string, operator: string) =>
  call(`/accounts/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${operator}` } })

describe('gateway accounts', () => {
  test('take the operator key only, and answer another merchant as absent', async () => {
    const account = await openAccount('bound')
    const url = `${env.GATEWAY_URL}/bound`
    for (const credential of ['pk_test_m1', 'sk_test_m1', 'cs_test_m1_p']) {
      expect((await putAccount(account, url, credential)).status).toBe(403)
    }
    expect((await putAccount(account, url, 'op_test_m2')).status).toBe(404)
    expect((await putAccount(account, url, 'op_live_m1')).status).toBe(404)
    expect((await remove(account, 'op_test_m2')).status).toBe(404)
    expect((await remove(account, 'op_test_m1')).status).toBe(204)
    expect((await remove(account, 'op_test_m1')).status).toBe(404)
    expect(await send(account, GET)).toEqual({ kind: 'not_sent', reason: 'no_account' })
    expect((await call(`/accounts/${account}`, { headers: { authorization: 'Bearer op_test_m1' } })).status).toBe(405)
  })

  test('are seen at once when written again', async () => {
    const account = await openAccount('before')
    await send(account, GET)
    await putAccount(account, `${env.GATEWAY_URL}/after`)
    await send(account, GET)
    const [before, after] = [await seenBy('before'), await seenBy('after')]
    expect([before.requests.length, after.requests.length, after.tokens]).toEqual([1, 1, 1])
  })

  test('name what is wrong and repeat no credential', async () => {
    const put = async (body: unknown) => {
      const response = await call('/accounts/acc_wrong', {
        method: 'PUT',
        headers: { authorization: 'Bearer op_test_m1', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, text: await response.text() }
    }
    const baseUrl = 'https://gateway.example'
    expect(await put({ kind: 'none', baseUrl, credentials })).toMatchObject({ status: 422 })
    expect((await put({ kind: 'none', baseUrl, credentials })).text).toContain('"field":"kind"')
    expect((await put({ kind: 'sandbox', baseUrl: 'http://10.0.0.1', credentials })).text).toContain(
      '"field":"baseUrl"',
    )
    const partial = await put({ kind: 'sandbox', baseUrl, credentials: { clientSecret: 'hush-hush' } })
    expect(partial.text).toContain('"field":"credentials"')
    expect(partial.text).not.toContain('hush-hush')
  })

  test('are sealed where they rest, and cannot be moved to another account', async () => {
    const account = await openAccount('sealed')
    const stored = await runInDurableObject(env.GATEWAY_ACCOUNTS.getByName(account), (object) => object.read())
    if (stored === undefined) throw new Error('nothing is stored')
    expect(Buffer.from(stored.sealed).includes(credentials.clientSecret)).toBe(false)
    await env.GATEWAY_ACCOUNTS.getByName('acc_moved').put(stored)
    expect(await send('acc_moved', GET)).toEqual({ kind: 'not_sent', reason: 'no_account' })
    await env.GATEWAY_ACCOUNTS.getByName('acc_relabelled').put({ ...stored, merchantId: 'm2' })
    expect(await send('acc_relabelled', GET, { merchantId: 'm2' })).toEqual({ kind: 'not_sent', reason: 'no_account' })
  })

  test('HN1 verify webhooks of their gateway', async () => {
    const accountId = await openAccount('hooks')
    const rawBody = '{"id":"evt_1"}'
    const now = new Date()
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(credentials.webhookSecret).sign('msg_1', now, rawBody),
    }
    expect(await vault.verifyWebhook({ accountId, headers, rawBody })).toEqual({
      kind: 'verified',
      gatewayKind: 'sandbox',
      merchantId: 'm1',
      mode: 'TEST',
    })
    expect(await vault.verifyWebhook({ accountId, headers, rawBody: `${rawBody} ` })).toEqual({ kind: 'refused' })
    expect(await vault.verifyWebhook({ accountId: 'acc_none', headers, rawBody })).toEqual({ kind: 'no_account' })
  })
})

describe('an operator’s change over HTTP', () => {
  const write = (method: string, id: string, body: unknown, operator = 'op_test_m1') =>
    call(`/accounts/${id}`, {
      method,
      headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('replaces the whole with PUT and leaves what it does not name with PATCH', async () => {
    const account = await openAccount('http')
    const renewed = { ...credentials, clientId: 'http2' }
    const put = await write('PUT', account, { kind: 'sandbox', credentials: renewed })
    expect([put.status, await put.text()]).toEqual([422, expect.stringContaining('"field":"baseUrl"')])
    expect((await write('PATCH', account, { kind: 'sandbox', credentials: renewed })).status).toBe(204)
    const loaded = await loadAccount(env, account)
    expect(loaded).toMatchObject({
      baseUrl: `${env.GATEWAY_URL}/http`,
      credentials: { authorization: { clientId: 'http2' } },
    })
    const elsewhere = await write('PATCH', account, { kind: 'sandbox', baseUrl: 'https://evil.example' })
    expect([elsewhere.status, await elsewhere.text()]).toEqual([422, expect.stringContaining('"field":"credentials"')])
    expect((await write('PATCH', account, { kind: 'sandbox', credentials: renewed }, 'op_test_m2')).status).toBe(404)
    expect((await write('PATCH', account, { kind: 'sandbox' }, 'sk_test_m1')).status).toBe(403)
    expect((await write('PATCH', 'acc_nobody', { kind: 'sandbox', credentials })).status).toBe(422)
  })
})

describe('an operator’s change through the api', () => {
  const owner = (accountId: string) => ({ accountId, merchantId: 'm1', mode: 'TEST', kind: 'sandbox' }) as const
  const kept = { ok: true, value: 'kept' }
  const notFound = { ok: false, error: 'not_found' }
  const urlOf = (name: string) => `${env.GATEWAY_URL}/${name}`

  test('makes an account of base URL and credentials, and of nothing less', async () => {
    const change = owner('acc_made')
    const nothing = await vault.putAccount(change)
    expect(nothing).toMatchObject({ ok: false, error: [{ field: 'credentials' }] })
    expect(JSON.stringify(nothing)).toContain('give base URL and credentials together')
    expect(await vault.putAccount({ ...change, baseUrl: urlOf('made') })).toMatchObject({
      error: [{ field: 'credentials' }],
    })
    expect(await send('acc_made', GET)).toEqual({ kind: 'not_sent', reason: 'no_account' })
    expect(await vault.putAccount({ ...change, baseUrl: urlOf('made'), credentials })).toEqual(kept)
    expect((await send('acc_made', GET)).kind).toBe('answered')
    for (const accountId of ['', '../x', 'a'.repeat(65)]) {
      expect(await vault.putAccount({ ...change, accountId, baseUrl: urlOf('made'), credentials })).toEqual(notFound)
      expect(await vault.removeAccount({ ...change, accountId })).toBe('not_found')
    }
  })

  test('keeps what it does not name, and is seen at once', async () => {
    const account = await openAccount('first')
    await send(account, GET)
    expect(await vault.putAccount({ ...owner(account), baseUrl: urlOf('second') })).toEqual(kept)
    await send(account, GET)
    expect(await vault.putAccount({ ...owner(account), credentials: { ...credentials, clientId: 'new' } })).toEqual(
      kept,
    )
    await send(account, GET)
    expect((await seenBy('first')).requests).toHaveLength(1)
    const second = await seenBy('second')
    expect([second.requests.length, second.tokens]).toEqual([2, 2])
  })

  test('takes kept credentials to no other host', async () => {
    const account = await openAccount('home')
    const elsewhere = { ...owner(account), baseUrl: 'https://evil.example' }
    expect(await vault.putAccount(elsewhere)).toMatchObject({ ok: false, error: [{ field: 'credentials' }] })
    expect((await send(account, GET)).kind).toBe('answered')
  })

  test('answers another merchant’s or mode’s account as absent, and changes nothing of it', async () => {
    const account = await openAccount('theirs')
    const whole = { baseUrl: urlOf('stolen'), credentials }
    for (const other of [{ merchantId: 'm2' }, { mode: 'LIVE' as const }]) {
      const change = { ...owner(account), ...other }
      expect(await vault.putAccount({ ...change, ...whole })).toEqual(notFound)
      expect(await vault.putAccount({ ...change, baseUrl: 'nonsense' })).toEqual(notFound)
      expect(await vault.removeAccount(change)).toBe('not_found')
    }
    expect((await send(account, GET)).kind).toBe('answered')
    expect((await seenBy('stolen')).requests).toEqual([])
    expect(await vault.removeAccount(owner(account))).toBe('removed')
    expect(await vault.removeAccount(owner(account))).toBe('not_found')
    expect(await send(account, GET)).toEqual({ kind: 'not_sent', reason: 'no_account' })
  })

  test('repeats no value in its errors', async () => {
    const account = await openAccount('quiet')
    const refused = await vault.putAccount({
      ...owner(account),
      baseUrl: 'https://user:hush-hush@gateway.example',
      credentials: { clientSecret: 'hush-hush' },
    })
    expect(refused).toMatchObject({ ok: false, error: [{ field: 'baseUrl' }, { field: 'credentials' }] })
    expect(JSON.stringify(refused)).not.toContain('hush')
    expect(await vault.putAccount({ ...owner(account), kind: 'none' })).toMatchObject({ error: [{ field: 'kind' }] })
  })

  test('loses nothing when two parts are changed at once', async () => {
    const account = await openAccount('both')
    const renewed = { ...credentials, clientId: 'renewed' }
    const changes = [{ baseUrl: urlOf('both2') }, { credentials: renewed }]
    const saved = await Promise.all(changes.map((change) => vault.putAccount({ ...owner(account), ...change })))
    expect(saved).toEqual([kept, kept])
    const loaded = await loadAccount(env, account)
    expect(loaded?.baseUrl).toBe(urlOf('both2'))
    expect(loaded?.credentials.authorization).toMatchObject({ clientId: 'renewed' })
  })

  test('does not overwrite a row that it was not made from', async () => {
    const account = await openAccount('basis')
    const object = env.GATEWAY_ACCOUNTS.getByName(account)
    const before = await object.read()
    if (before === undefined) throw new Error('nothing is stored')
    await putAccount(account, urlOf('basis'))
    expect(await object.put(before, before.sealed)).toBe('changed')
    expect(await object.put(before, null)).toBe('changed')
    expect(await object.put(before, (await object.read())?.sealed)).toBe('kept')
  })

  test('WI6 takes webhooks of both secrets while one is rotated, and of the new one alone afterwards', async () => {
    const accountId = await openAccount('turned')
    const [old, fresh] = [credentials.webhookSecret, `whsec_${btoa('b'.repeat(24))}`]
    const { clientId, clientSecret } = credentials
    const verdicts = async () => {
      const now = new Date()
      const judged = await Promise.all(
        [old, fresh].map((secret) => {
          const headers = {
            'webhook-id': 'msg_1',
            'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
            'webhook-signature': new Webhook(secret).sign('msg_1', now, '{}'),
          }
          return vault.verifyWebhook({ accountId, headers, rawBody: '{}' })
        }),
      )
      return judged.map(({ kind }) => kind)
    }
    const rotate = (webhookSecrets: readonly string[]) =>
      vault.putAccount({ ...owner(accountId), credentials: { clientId, clientSecret, webhookSecrets } })
    expect(await verdicts()).toEqual(['verified', 'refused'])
    expect(await rotate([fresh, old])).toEqual(kept)
    expect(await verdicts()).toEqual(['verified', 'verified'])
    expect(await rotate([fresh])).toEqual(kept)
    expect(await verdicts()).toEqual(['refused', 'verified'])
  })
})
