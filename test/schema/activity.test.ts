import { describe, expect, test } from 'vitest'
import type { Activity } from '../../src/activity/contract.ts'
import { activity, memoryFeed } from '../activity/memoryFeed.ts'
import { MERCHANT } from '../db/samplePayment.ts'
import { ACCOUNT, codesOf, createApi, PAYMENT } from './api.ts'

const OWNER = { merchantId: MERCHANT, mode: 'TEST' } as const

/** Three events in two shards, the newest in the middle of time. */
const facts: Partial<Activity> = { reference: 'order 7', accountId: ACCOUNT.id }
const SHARDS = [
  [activity(PAYMENT.id, 1, 1_000, facts), activity(PAYMENT.id, 2, 3_000, facts)],
  [],
  [activity('pay_other', 1, 2_000)],
  [],
]
const apiWith = (shards: readonly Activity[][] = SHARDS, setting: Parameters<typeof createApi>[0] = {}) => {
  const feed = memoryFeed(shards, { owner: OWNER })
  return { ...createApi({ ...setting, feed }), feed }
}

const PAGE = `query ($first: Int, $after: String, $filter: PaymentActivityFilter) {
  paymentActivity(first: $first, after: $after, filter: $filter) {
    edges { cursor node { cursor event { id seq type mode occurredAt } } } nodes { cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } resumeAfter
  }
}`

describe('Query.paymentActivity', () => {
  test('lists the newest events of all payments, page by page, and says where to subscribe', async () => {
    const { ask, feed } = apiWith()
    const { data, errors } = await ask(PAGE, { first: 2 })
    expect(errors).toEqual([])
    const { edges, nodes, pageInfo, resumeAfter } = data.paymentActivity
    expect(edges.map(({ node }: { node: { event: unknown } }) => node.event)).toMatchObject([
      { id: `${PAYMENT.id.replace('pay_', 'evt_')}_2`, seq: 2, mode: 'TEST', type: 'PAYMENT_CANCELED' },
      { seq: 1, occurredAt: '1970-01-01T00:00:02.000Z' },
    ])
    expect(nodes.map(({ cursor }: { cursor: string }) => cursor)).toEqual([pageInfo.startCursor, pageInfo.endCursor])
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    expect(feed.pointOf(resumeAfter)).toEqual({ place: [2, 0, 1, 0] })
    const next = (await ask(PAGE, { first: 2, after: pageInfo.endCursor })).data.paymentActivity
    expect(next.edges).toMatchObject([{ node: { event: { seq: 1, occurredAt: '1970-01-01T00:00:01.000Z' } } }])
    expect(next.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  test.each([
    [{ paymentId: PAYMENT.id }, 2],
    [{ reference: 'order 7', type: ['PAYMENT_CANCELED'] }, 2],
    [{ gateway: ACCOUNT.name }, 2],
    [{ gateway: ACCOUNT.id, type: ['PAYMENT_CREATED'] }, 0],
    [{ gateway: 'another' }, 0],
    [{}, 3],
  ])('narrowed by %j finds %i', async (filter, count) => {
    const { data } = await apiWith().ask(PAGE, { filter })
    expect(data.paymentActivity.edges).toHaveLength(count)
  })

  test('asks payments nothing unless their state or a sealed part is selected, and then each once', async () => {
    const events = SHARDS[0]?.map(({ event }) => ({ ...event, view: { ...PAYMENT, seq: event.seq } })) ?? []
    const { ask, eventReads } = apiWith([SHARDS[0] ?? []], { events: { events, hasMore: false } })
    await ask('{ paymentActivity { nodes { event { seq data } } } }')
    expect(eventReads).toEqual([])
    const { data } = await ask('{ paymentActivity { edges { node { event { seq payment { id } } } } } }')
    expect(data.paymentActivity.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { event: { seq: 2, payment: { id: PAYMENT.id } } },
      { event: { seq: 1, payment: { id: PAYMENT.id } } },
    ])
    expect(eventReads).toEqual([[PAYMENT.id, 0, 2, true]])
  })

  test('shows what is sealed as the payment’s own log does, or not at all', async () => {
    const plain = activity(PAYMENT.id, 1, 0)
    const sealed = {
      ...plain,
      event: { ...plain.event, type: 'PAYMENT_CANCELED', data: { sealed: 'xyz' } },
    } as Activity
    const opened = { ...plain.event, data: { opened: 'changed my mind' } } as unknown as Activity['event']
    const { ask, eventReads } = apiWith([[sealed]], { events: { events: [opened], hasMore: false } })
    const { data } = await ask('{ paymentActivity { nodes { event { data } } } }')
    expect(data.paymentActivity.nodes).toEqual([{ event: { data: { reason: 'changed my mind' } } }])
    expect(eventReads).toEqual([[PAYMENT.id, 0, 1, false]])
    const erased = await apiWith([[sealed]]).ask('{ paymentActivity { nodes { event { data } } } }')
    expect(erased.data.paymentActivity.nodes).toEqual([{ event: { data: {} } }])
  })

  test('HW4 takes no cursor of another merchant or mode, nor one that was changed', async () => {
    const { ask } = apiWith()
    const foreign = memoryFeed(SHARDS, { owner: { ...OWNER, merchantId: 'mer_other' } }).cursorOf({ place: [1] })
    for (const after of [foreign, 'nonsense', '']) {
      const reply = await ask(PAGE, { after })
      expect(codesOf(reply)).toEqual(['BAD_REQUEST'])
      expect(reply.errors[0]?.message).toContain('after is not a cursor of paymentActivity')
    }
  })

  test.each([
    [{ filter: { reference: 'x'.repeat(256) } }, 'filter.reference must be at most 255 characters.'],
    [{ filter: { type: Array(51).fill('PAYMENT_FAILED') } }, 'filter.type must have at most 50 entries.'],
    [{ first: 0 }, 'first must be between 1 and 100.'],
  ])('refuses %j by the name of the field', async (variables, message) => {
    const reply = await apiWith().ask(PAGE, variables)
    expect(reply.errors.map((error) => [error.extensions.code, error.message])).toEqual([['BAD_REQUEST', message]])
  })

  test('is for secret and operator keys: others get FORBIDDEN', async () => {
    const { ask } = apiWith()
    for (const key of ['pk_test_1', `${PAYMENT.id}_secret_1`]) {
      expect(codesOf(await ask(PAGE, {}, key))).toEqual(['FORBIDDEN'])
    }
    expect((await ask(PAGE, {}, 'op_test_1')).errors).toEqual([])
  })

  test('costs by its page', async () => {
    const page = 'paymentActivity(first: 100) { nodes { event { payment { id } } } }'
    expect((await apiWith([]).ask(`{ ${page} }`)).errors).toEqual([])
    expect(codesOf(await apiWith([]).ask(`{ a: ${page} b: ${page} }`))).toEqual(['COST_EXCEEDED'])
  })
})
