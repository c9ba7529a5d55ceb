import { describe, expect, it } from 'vitest'
import { FAILURES } from '../../src/failure/failure.ts'
import { messageOf, SHOPPER_TEXTS } from '../../src/failure/message.ts'
import { LOCALES } from '../../src/locale.ts'

const ENGLISH: Readonly<Record<string, string>> = SHOPPER_TEXTS.en
const others = LOCALES.filter((locale) => locale !== 'en')

/** The letters that most of a text in the language is made of. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ar: /\p{Script=Arabic}/gu,
  he: /\p{Script=Hebrew}/gu,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu,
  zh: /\p{Script=Han}/gu,
}

describe('what shoppers read of failures', () => {
  it.each(others)('is there in %s for every text, in sentences of its own', (locale) => {
    const texts: Readonly<Record<string, string>> = SHOPPER_TEXTS[locale]
    expect(Object.keys(texts).sort()).toEqual(Object.keys(ENGLISH).sort())
    for (const [name, text] of Object.entries(texts)) {
      expect(text, name).toMatch(/^\S.*[.。]$/)
      expect(text, name).not.toMatch(/[<>&]|https?:|\p{Cc}|\s\s/u)
      expect(text, name).not.toBe(ENGLISH[name])
      expect(text, name).not.toMatch(/\b(?:the|your|card|payment|again|you)\b/i)
      const letters = text.match(/\p{L}/gu)?.length ?? 0
      const own = text.match(SCRIPTS[locale] ?? /\p{Script=Latin}/gu)?.length ?? 0
      expect(own / letters, name).toBeGreaterThan(0.8)
    }
    expect(new Set(Object.values(texts)).size).toBe(Object.keys(texts).length)
  })

  it('answers every code in every language with more than a word', () => {
    for (const locale of LOCALES) {
      for (const code of Object.keys(FAILURES)) expect(messageOf(code, locale).length, code).toBeGreaterThan(8)
    }
  })

  it('tells of no suspicion in any language, as it does not in English', () => {
    for (const locale of LOCALES) {
      expect(messageOf('stolen_card', locale)).toBe(messageOf('card_declined', locale))
      expect(messageOf('suspected_fraud', locale)).toBe(messageOf('card_declined', locale))
    }
  })
})
