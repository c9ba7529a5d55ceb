import { expect, test } from 'vitest'
import { cardKeys } from '../../src/vault/defence/names.ts'

const OWNER = { merchantId: 'm1', mode: 'LIVE' } as const
const NETWORK = { narrow: '192.0.2.7', wide: '192.0.2.0/24' }
const METHOD = `pm_0${'a'.repeat(52)}_${'b'.repeat(26)}`

test('HL1 codes for one stored card count under that card, whoever guesses them, and under no bank’s range', () => {
  const one = cardKeys(OWNER, NETWORK, undefined, 'secret', METHOD)
  const another = cardKeys(OWNER, { narrow: '198.51.100.1', wide: '198.51.100.0/24' }, undefined, 'secret', METHOD)
  expect(Object.keys(one).sort()).toEqual(['card', 'merchant', 'network', 'range'])
  expect(another.card).toBe(one.card)
  expect(cardKeys(OWNER, NETWORK, undefined, 'secret', METHOD.replace('b', 'c')).card).not.toBe(one.card)
  expect(JSON.stringify(one)).not.toContain(METHOD.slice(4, 20))
})
