import { describe, expect, test, vi } from 'vitest'
import { createEvents } from '../../checkout-widget/loader/events.ts'
import { turnpikeOf } from '../../checkout-widget/loader/turnpike.ts'

const turnpike = turnpikeOf('https://vault.example')('pk_test_1')

describe('a checkout', () => {
  test.each([undefined, null, '', 'pay_1', 'pay_1_secret_2\r\nx: 1', 'sk_test_1'])(
    'is not made of %j',
    (clientSecret) => {
      expect(() => turnpike.checkout({ clientSecret: clientSecret as string })).toThrow('clientSecret')
    },
  )

  test('is made of a client secret, without a page', () => {
    expect(turnpike.checkout({ clientSecret: 'pay_1_secret_2' })).toBeDefined()
  })
})

test('a handler that throws keeps nothing from the others, and its fault is reported', () => {
  vi.useFakeTimers()
  const heard: string[] = []
  const { on, emit } = createEvents()
  on('ready', () => {
    throw new Error('of the shop')
  })
  const off = on('ready', () => heard.push('second'))
  emit('ready', undefined)
  off()
  expect(heard).toEqual(['second'])
  expect(() => vi.runAllTimers()).toThrow('of the shop')
  vi.useRealTimers()
})
