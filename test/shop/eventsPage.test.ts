import { describe, expect, test } from 'vitest'
import {
  amountOf,
  gatewayOf,
  moneyText,
  nameOf,
  remarkOf,
  type ShownEvent,
  shortId,
} from '../../sandbox/shop/page/events/facts.ts'
import { arrived, emptyFeed, MOST_HELD, paged } from '../../sandbox/shop/page/events/feed.ts'
import {
  askedOf,
  EVERYTHING,
  filterFrom,
  isEverything,
  queryOf,
  toggled,
} from '../../sandbox/shop/page/events/filter.ts'
import { dayTitle, durationText, fullTime, untilText } from '../../sandbox/shop/page/events/time.ts'

const items = (...ids: string[]) => ids.map((id) => ({ id }))
const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).join('')

describe('a filter', () => {
  test('comes back from its own address', () => {
    for (const filter of [
      EVERYTHING,
      { groups: ['refunds', 'trouble'], search: 'order 1 & 2', gateway: 'gwa_1' } as const,
      { groups: [], search: 'pay_0abc', gateway: '' },
    ]) {
      expect(filterFrom(queryOf(filter))).toEqual(filter)
    }
    expect(queryOf(EVERYTHING)).toBe('')
    expect(queryOf({ ...EVERYTHING, groups: ['captures', 'refunds'] })).toBe('?show=captures,refunds')
  })

  test('leaves out of an address what it does not know', () => {
    expect(filterFrom('?show=refunds,wishes,,refunds&colour=red&q=%20x%20')).toEqual({
      groups: ['refunds'],
      search: 'x',
      gateway: '',
    })
  })

  test('asks for the types of all chosen groups, each once', () => {
    const asked = askedOf({ groups: ['refunds', 'trouble'], search: '', gateway: 'gwa_1' })
    const types = asked.getAll('type')
    expect(new Set(types).size).toBe(types.length)
    expect(types).toEqual(expect.arrayContaining(['REFUND_SUCCEEDED', 'PAYMENT_DECLINED', 'REFUND_FAILED']))
    expect(types).not.toContain('PAYMENT_CREATED')
    expect(asked.get('gateway')).toBe('gwa_1')
    expect([...askedOf(EVERYTHING)]).toEqual([])
  })

  test('takes what begins like a payment’s id for one, and all else for a reference', () => {
    expect([...askedOf({ ...EVERYTHING, search: 'pay_0abc' })]).toEqual([['paymentId', 'pay_0abc']])
    expect([...askedOf({ ...EVERYTHING, search: 'lamp-1' })]).toEqual([['reference', 'lamp-1']])
  })

  test('is everything again when what was chosen is taken away', () => {
    const some = toggled(toggled(EVERYTHING, 'refunds'), 'captures')
    expect(some.groups).toEqual(['captures', 'refunds'])
    expect(isEverything(toggled(toggled(some, 'refunds'), 'captures'))).toBe(true)
  })
})

describe('a feed', () => {
  test('shows what arrives on top, newest first, and what comes twice once', () => {
    const first = paged(emptyFeed(), items('c', 'b', 'a'))
    expect(idsOf(first.show)).toBe('cba')
    const live = arrived(first.feed, items('c', 'd', 'e', 'd'), false)
    expect(idsOf(live.show)).toBe('ed')
  })

  test('holds what arrives while somebody reads, and shows all of it in order afterwards', () => {
    const one = arrived(emptyFeed<{ id: string }>(), items('a', 'b'), true)
    const two = arrived(one.feed, items('b', 'c'), true)
    expect(two.show).toEqual([])
    expect(idsOf(two.feed.held)).toBe('cba')
    const shown = arrived(two.feed, items('d'), false)
    expect(idsOf(shown.show)).toBe('dcba')
    expect(shown.feed.held).toEqual([])
    expect(arrived(shown.feed, items('a', 'd'), false).show).toEqual([])
  })

  test('says when it holds more than it keeps', () => {
    const many = Array.from({ length: MOST_HELD + 1 }, (_, index) => ({ id: `e${index}` }))
    const { feed } = arrived(emptyFeed(), many, true)
    expect(feed.isOverfull).toBe(true)
    expect(feed.held).toHaveLength(MOST_HELD)
    expect(feed.held[0]?.id).toBe(`e${MOST_HELD}`)
  })
})

describe('the facts of a row', () => {
  const event = (type: ShownEvent['type'], data: Record<string, unknown>, more: object = {}): ShownEvent => ({
    id: 'evt_0a_1',
    seq: 1,
    type,
    occurredAt: '2026-11-21T17:39:48.123Z',
    by: null,
    data,
    payment: {
      id: 'pay_0a',
      status: 'CAPTURED',
      reference: null,
      description: '1 × lamp',
      amount: { amount: '1.00', currency: 'EUR' },
      amountAuthorized: { amount: '1.00', currency: 'EUR' },
      amountCaptured: { amount: '1.00', currency: 'EUR' },
      amountRefunded: { amount: '0.00', currency: 'EUR' },
      attempts: [{ gateway: 'a' }, { gateway: 'b' }],
      ...more,
    },
  })

  test('are of the attempt that the event is about, else of the newest', () => {
    expect(gatewayOf(event('ATTEMPT_ENDED', { attempt: 1 }))).toBe('a')
    expect(gatewayOf(event('ATTEMPT_STARTED', { attempt: 3, gateway: 'c' }))).toBe('c')
    expect(gatewayOf(event('CAPTURE_SUCCEEDED', { capture: 1 }))).toBe('b')
    expect(gatewayOf(event('PAYMENT_CREATED', {}, { attempts: [] }))).toBe('')
  })

  test('have an amount only where the event has one, in its own currency', () => {
    const money = { amount: '1.234', minorUnits: '1234', currency: 'KWD' }
    expect(amountOf(event('PAYMENT_AUTHORIZED', { amount: money }))).toEqual({ amount: '1.234', currency: 'KWD' })
    expect(amountOf(event('ATTEMPT_ENDED', { outcome: 'approved' }))).toBeUndefined()
    expect(moneyText({ amount: '90071992547409931.25', currency: 'EUR' })).toBe('€90,071,992,547,409,931.25')
    expect(moneyText({ amount: '500', currency: 'JPY' })).toBe('JP¥500')
    expect(moneyText({ amount: '1', currency: 'no such' })).toBe('1 no such')
  })

  test('say how it ended and why', () => {
    const failure = { code: 'INSUFFICIENT_FUNDS', category: 'INSUFFICIENT_FUNDS' }
    expect(remarkOf(event('ATTEMPT_ENDED', { outcome: 'declined', failure }))).toBe('declined · insufficient funds')
    expect(
      remarkOf(event('OUTCOME_RESOLVED', { call: { kind: 'capture', number: 1 }, outcome: 'approved', by: 'query' })),
    ).toBe('approved · capture, by query')
    expect(remarkOf(event('REFUND_CREATED', { origin: 'GATEWAY' }))).toBe('made at the gateway')
    expect(remarkOf(event('PAYMENT_CREATED', {}))).toBe('')
  })

  test('call a payment by the shop’s name for it', () => {
    expect(nameOf(event('PAYMENT_CREATED', {}))).toBe('1 × lamp')
    expect(nameOf(event('PAYMENT_CREATED', {}, { reference: 'lamp-1' }))).toBe('lamp-1')
    expect(shortId('pay_0abcdefghijklmnopqrstuvw')).toBe('pay_…rstuvw')
  })
})

describe('a time', () => {
  const now = new Date(2026, 10, 21, 9, 0, 0)

  test('is of today, of yesterday, or of a day with its name', () => {
    expect(dayTitle('2026-11-21', now)).toBe('Today')
    expect(dayTitle('2026-11-20', now)).toBe('Yesterday')
    expect(dayTitle('2026-11-12', now)).toBe('Thursday 12 November')
    expect(dayTitle('2025-12-31', now)).toBe('Wednesday 31 December 2025')
  })

  test('is told to the millisecond, and how long as short as it can be said', () => {
    expect(fullTime(new Date(2026, 10, 1, 7, 5, 3, 9))).toBe('1 November 2026, 07:05:03.009')
    expect([12.4, 1240, 240_000, 7_200_000].map(durationText)).toEqual(['12 ms', '1.2 s', '4 min', '2 h'])
    expect(untilText(new Date(now.getTime() + 5000), now)).toBe('in 5.0 s')
    expect(untilText(now, now)).toBe('now')
  })
})
