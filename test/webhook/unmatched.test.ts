import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Delivered } from '../../src/webhook/in/deliver.ts'
import { forgetUnmatched, keepUnmatched, unmatchedService } from '../../src/webhook/in/unmatched.ts'
import { openPlatform, type Platform } from '../access/platform.ts'
import { ACCOUNT, MERCHANT } from '../db/samplePayment.ts'

const OTHER = ACCOUNT.replace('aaaa', 'bbbb')
const account = { id: ACCOUNT, merchantId: MERCHANT, mode: 'TEST', name: 'a', kind: 'sandbox' } as never
const ALL = { first: 10 }

let platform: Platform
beforeAll(async () => {
  platform = await openPlatform()
})
beforeEach(async () => {
  for (const { key } of (await platform.ARCHIVE.list()).objects) await platform.ARCHIVE.delete(key)
})
afterAll(() => platform.close())

function serviceOf(delivered: Delivered = { kind: 'stored' }) {
  const offered: string[] = []
  const service = unmatchedService(platform.ARCHIVE, async (_account, body) => {
    offered.push(body)
    return delivered
  })
  return { service, offered }
}

describe('a webhook that found no payment', () => {
  test('WI4 is kept once, with its reason, and listed for its own account', async () => {
    for (let count = 0; count < 3; count += 1)
      await keepUnmatched(platform.ARCHIVE, ACCOUNT, '{"a":1}', 'not_understood')
    await keepUnmatched(platform.ARCHIVE, OTHER, '{"b":1}', 'unknown_payment')
    const { service } = serviceOf()
    const { webhooks, hasNextPage } = await service.list([ACCOUNT], ALL)
    expect(webhooks).toMatchObject([{ accountId: ACCOUNT, reason: 'not_understood', sizeBytes: 7 }])
    expect(hasNextPage).toBe(false)
    expect((await service.list([OTHER, ACCOUNT], ALL)).webhooks.map(({ accountId }) => accountId)).toEqual([
      OTHER,
      ACCOUNT,
    ])
    expect((await service.list([], ALL)).webhooks).toEqual([])
    expect(await service.body(webhooks[0]?.id ?? '')).toBe('{"a":1}')
  })

  test('is listed page by page over all accounts', async () => {
    for (const id of [ACCOUNT, OTHER]) {
      for (let index = 0; index < 3; index += 1) {
        await keepUnmatched(platform.ARCHIVE, id, `{"n":${index}}`, 'unknown_payment')
      }
    }
    const { service } = serviceOf()
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await service.list([ACCOUNT, OTHER], { first: 2, ...(after === undefined ? {} : { after }) })
      seen.push(...page.webhooks.map(({ id }) => id))
      if (!page.hasNextPage) break
      after = seen.at(-1)
    }
    expect(new Set(seen).size).toBe(6)
    expect(seen.map((id) => id.startsWith(ACCOUNT))).toEqual([true, true, true, false, false, false])
  })

  test('shows the beginning of a long body, and no half of a character', async () => {
    await keepUnmatched(platform.ARCHIVE, ACCOUNT, `x${'é'.repeat(20_000)}`, 'not_understood')
    const { service } = serviceOf()
    const [webhook] = (await service.list([ACCOUNT], ALL)).webhooks
    expect(webhook?.sizeBytes).toBe(40_001)
    const body = await service.body(webhook?.id ?? '')
    expect(body).toBe(`x${'é'.repeat(8_191)}`)
    expect(await service.body('nonsense')).toBeUndefined()
    expect(await service.body(`${ACCOUNT}_${'0'.repeat(64)}`)).toBeUndefined()
  })

  test.each([
    ['stored', 0],
    ['duplicate', 0],
    ['unavailable', 1],
  ] as const)('that is offered again and %s leaves %i', async (kind, left) => {
    await keepUnmatched(platform.ARCHIVE, ACCOUNT, '{"a":1}', 'unknown_payment')
    const { service, offered } = serviceOf({ kind })
    const [webhook] = (await service.list([ACCOUNT], ALL)).webhooks
    expect(await service.retry(account, webhook?.id ?? '')).toBe(kind)
    expect(offered).toEqual(['{"a":1}'])
    expect((await service.list([ACCOUNT], ALL)).webhooks).toHaveLength(left)
  })

  test('that is dismissed is gone, and is not there to be dismissed again', async () => {
    await keepUnmatched(platform.ARCHIVE, ACCOUNT, '{"a":1}', 'unknown_payment')
    const { service } = serviceOf()
    const id = (await service.list([ACCOUNT], ALL)).webhooks[0]?.id ?? ''
    expect(await service.dismiss(account, id)).toBe(true)
    expect((await service.list([ACCOUNT], ALL)).webhooks).toEqual([])
    expect(await service.dismiss(account, id)).toBe(false)
  })

  test('is not offered for another account, nor when it is not there', async () => {
    await keepUnmatched(platform.ARCHIVE, OTHER, '{"a":1}', 'unknown_payment')
    const { service, offered } = serviceOf()
    const [webhook] = (await service.list([OTHER], ALL)).webhooks
    for (const id of [webhook?.id ?? '', `${ACCOUNT}_${'0'.repeat(64)}`, `${ACCOUNT}_../x`, '']) {
      expect(await service.retry(account, id)).toBe('not_found')
      expect(await service.dismiss(account, id)).toBe(false)
    }
    expect((await service.list([OTHER], ALL)).webhooks).toHaveLength(1)
    expect(offered).toEqual([])
  })
})

test('what mentions a payment that is erased is gone, and nothing else', async () => {
  const [one, other] = [`pay_0${'a'.repeat(52)}`, `pay_0${'b'.repeat(52)}`]
  await keepUnmatched(platform.ARCHIVE, ACCOUNT, `{"reference":"${one}","name":"Canary"}`, 'not_understood')
  await keepUnmatched(platform.ARCHIVE, OTHER, `{"reference":"${other}"}`, 'not_understood')
  await forgetUnmatched(platform.ARCHIVE, one)
  await forgetUnmatched(platform.ARCHIVE, one)
  const left = (await platform.ARCHIVE.list()).objects.map(({ key }) => key)
  expect(left.filter((key) => key.includes(one) || key.includes(ACCOUNT))).toEqual([])
  const { webhooks } = await serviceOf().service.list([ACCOUNT, OTHER], ALL)
  expect(webhooks.map(({ accountId }) => accountId)).toEqual([OTHER])
})
