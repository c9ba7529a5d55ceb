import { runInDurableObject } from 'cloudflare:test'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
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
