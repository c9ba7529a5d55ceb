import { describe, expect, test } from 'vitest'
import { NETWORKS, networksOf } from '../../checkout-widget/frame/field/networks.ts'
import { CARD_NETWORKS } from '../../src/vault/card/card.ts'

describe('a card’s networks', () => {
  test.each([
    ['4000002500001001', ['cartes_bancaires', 'visa']],
    ['5555552500001001', ['cartes_bancaires', 'mastercard']],
    ['4970101234567890', ['cartes_bancaires', 'visa']],
    ['4571000000000001', ['dankort', 'visa']],
    ['67034444444444449', ['bancontact', 'maestro']],
    ['4242424242424242', []],
    ['5555555555554444', []],
    ['45710', []],
    ['', []],
  ])('%s goes by %j', (digits, networks) => expect(networksOf(digits)).toEqual(networks))

  test('are the ones that the vault takes', () => expect(NETWORKS).toEqual(CARD_NETWORKS))
})
