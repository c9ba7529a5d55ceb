import { expect, test, vi } from 'vitest'
import { createEvents } from '../../checkout-widget/loader/events.ts'
import { isSecret } from '../../checkout-widget/protocol/guards.ts'

test.each([undefined, null, '', 'pay_1', 'pay_1_secret_2\r\nx: 1', 'sk_test_1'])('%j is no client secret', (value) => {
  expect(isSecret(value)).toBe(false)
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
