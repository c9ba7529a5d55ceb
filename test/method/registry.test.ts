import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ADYEN_TYPES } from '../../src/gateway/adyen/methods.ts'
import { gatewayKinds, gatewayOf } from '../../src/gateway/registry.ts'
import { STRIPE_METHODS } from '../../src/gateway/stripe/methods.ts'
import { METHOD_FAMILIES } from '../../src/method/method.ts'
import { METHODS, PARTS } from '../../src/method/registry.ts'
import { initialsOf, tileOf } from '../../src/method/tile.ts'
import { exponentOf, parseAmount } from '../../src/money/money.ts'

const methods = [...METHODS.values()]
const ids = PARTS.flatMap(([entries]) => Object.keys(entries))

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
/** What Unicode's table has beside ISO 3166-1's countries: groups, reservations and private use. */
const NO_COUNTRY = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'QO',
  'TA',
  'UK',
  'UN',
  'XA',
  'XB',
  'XK',
  'ZZ',
])
const isCountry = (code: string) =>
  /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && regionNames.of(code) !== undefined

describe('the registry of payment methods', () => {
  test('has more than 200, each once and under one name', () => {
    expect(METHODS.size).toBeGreaterThan(200)
    expect(METHODS.size).toBe(ids.length)
    expect(new Set(methods.map(({ name }) => name.toLowerCase())).size).toBe(methods.length)
  })

  test('has ids in snake case and names without space around them', () => {
    expect(methods.filter(({ id }) => !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(id))).toEqual([])
    expect(methods.filter(({ name }) => name === '' || name !== name.trim())).toEqual([])
  })

  test('names countries of ISO 3166-1 and currencies of ISO 4217 alone, each once and in order', () => {
    const isSorted = (codes: readonly string[]) => codes.join() === [...new Set(codes)].sort().join()
    expect(methods.filter(({ countries }) => !countries.every(isCountry)).map(({ id }) => id)).toEqual([])
    expect(
      methods.filter(({ currencies }) => currencies.some((code) => exponentOf(code) === undefined)).map(({ id }) => id),
    ).toEqual([])
    expect(methods.filter(({ currencies }) => !isSorted(currencies)).map(({ id }) => id)).toEqual([])
    expect(methods.filter(({ countries }) => new Set(countries).size !== countries.length).map(({ id }) => id)).toEqual(
      [],
    )
  })

  test('uses every family, and lists each of them', () => {
    expect(new Set(methods.map(({ family }) => family))).toEqual(new Set(METHOD_FAMILIES))
    expect(new Set(METHOD_FAMILIES).size).toBe(METHOD_FAMILIES.length)
  })

  test('bounds amounts by decimals of a currency that the method has, the lower one first', () => {
    for (const { id, currencies, amounts } of methods) {
      for (const [currency, bounds] of Object.entries(amounts)) {
        expect([id, currencies.includes(currency)]).toEqual([id, true])
        const [from, to] = [bounds.from ?? bounds.to, bounds.to ?? bounds.from].map((text) =>
          parseAmount(text ?? '', currency),
        )
        expect([id, from?.ok && to?.ok && from.value.amountMinor <= to.value.amountMinor]).toEqual([id, true])
      }
    }
  })

  test('is where every method that a gateway runs or offers can be found', () => {
    const listed = gatewayKinds().flatMap((kind) => {
      const gateway = gatewayOf(kind)
      return [...(gateway?.capabilities.methods ?? ['card']), ...(gateway?.offers ?? [])]
    })
    expect(listed.filter((id) => !METHODS.has(id))).toEqual([])
    expect(new Set(listed).size).toBeGreaterThan(150)
  })

  test('is offered without a name twice, and always with what is run', () => {
    for (const kind of gatewayKinds()) {
      const { offers, capabilities } = gatewayOf(kind) ?? {}
      if (offers === undefined) continue
      expect([kind, new Set(offers).size]).toEqual([kind, offers.length])
      expect([kind, offers]).toEqual([kind, expect.arrayContaining([...(capabilities?.methods ?? ['card'])])])
    }
  })
})

describe('what the gateways say of themselves', () => {
  test('Adyen has a type of each name that is taken for a method of it', () => {
    const directory = 'node_modules/@adyen/api-library/lib/src/typings/checkout'
    const texts = readdirSync(directory).filter((file) => file.endsWith('.d.ts'))
    const types = new Set(
      texts.flatMap((file) =>
        [...readFileSync(join(directory, file), 'utf8').matchAll(/= "([^"]+)"/g)].map(([, type]) => type),
      ),
    )
    expect(Object.keys(ADYEN_TYPES).filter((type) => !types.has(type))).toEqual([])
  })

  test('Stripe has a type for each of its methods, and there is a method for each that can be used in a page', () => {
    const text = readFileSync('node_modules/stripe/esm/resources/PaymentMethods.d.ts', 'utf8')
    const union = /type Type = ('acss_debit'[^;]*);/.exec(text)?.[1] ?? ''
    const types = [...union.matchAll(/'(\w+)'/g)].map(([, type = '']) => type)
    const NAMES: Readonly<Record<string, readonly string[]>> = {
      card: ['card', 'apple_pay', 'google_pay'],
      crypto: ['stablecoins'],
      customer_balance: ['eu_bank_transfer', 'gb_bank_transfer', 'jp_bank_transfer', 'spei', 'us_bank_transfer'],
      mb_way: ['mbway'],
      nz_bank_account: ['nz_becs_debit'],
      us_bank_account: ['ach_debit'],
      // For terminals, no more, or the merchant's own.
      card_present: [],
      custom: [],
      giropay: [],
      interac_present: [],
      sofort: [],
    }
    expect(types.flatMap((type) => NAMES[type] ?? [type]).sort()).toEqual([...STRIPE_METHODS].sort())
  })
})

describe('a tile', () => {
  test('has the first letters of the words, or of the one word', () => {
    expect(['Apple Pay', 'iDEAL', "Touch 'n Go eWallet", '7-Eleven', 'Pago Fácil'].map(initialsOf)).toEqual([
      'AP',
      'iDE',
      'TnG',
      '7E',
      'PF',
    ])
  })

  test('is an SVG for every method, and nothing of a name can get out of its text', () => {
    for (const method of methods) {
      const [, svg = ''] = tileOf(method).split(',')
      expect(decodeURIComponent(svg)).toMatch(/>[\p{L}\p{N}]{1,3}<\/text><\/svg>$/u)
    }
    expect(decodeURIComponent(tileOf({ name: '<script>&"', family: 'CARD' }))).not.toContain('<script')
  })
})
