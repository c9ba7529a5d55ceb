import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptedTags, directionOf, LOCALES, localeFor } from '../src/locale.ts'

describe('a shopper’s language', () => {
  test.each<[readonly string[], string]>([
    [['de'], 'de'],
    [['de-AT'], 'de'],
    [['DE_ch'], 'de'],
    [['pt-BR'], 'pt'],
    [['zh-Hans-CN'], 'zh'],
    [['nn', 'en'], 'nb'],
    [['no-NO'], 'nb'],
    [['iw'], 'he'],
    [['hu', 'fr-CA', 'en'], 'fr'],
    [['hu'], 'en'],
    [['deutsch'], 'en'],
    [['__proto__', 'constructor', ''], 'en'],
    [[`de-${'x'.repeat(40)}`], 'en'],
    [[], 'en'],
  ])('asked for as %j is %s', (wanted, locale) => expect(localeFor(wanted)).toBe(locale))

  test('is read from what a browser accepts, most wanted first', () => {
    expect(acceptedTags('hu, en;q=0.5, fi;q=0.9, de;q=0')).toEqual(['hu', 'fi', 'en'])
    expect(localeFor(acceptedTags('hu,fi;q=0.9,en;q=0.5'))).toBe('fi')
  })

  test('is one of ours, whatever a header holds', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(LOCALES).toContain(localeFor(acceptedTags(header)))
      }),
    )
  })

  test('runs from the right in Arabic and Hebrew alone', () => {
    expect(LOCALES.filter((locale) => directionOf(locale) === 'rtl')).toEqual(['ar', 'he'])
  })
})
