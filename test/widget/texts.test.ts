import { describe, expect, test } from 'vitest'
import { ALL_TEXTS } from '../../checkout-widget/frame/locale/all.ts'
import { LOCALES } from '../../src/locale.ts'

const { en, ...others } = ALL_TEXTS
const ENGLISH: Readonly<Record<string, string>> = en
const placeholdersOf = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort()

/** Words that languages have taken over as they are. */
const SHARED = new Set(['Test', 'MM / YY'])

test('the form speaks every language that failures are told in', () => {
  expect(Object.keys(ALL_TEXTS).sort()).toEqual([...LOCALES].sort())
})

describe.each(Object.entries(others))('in %s', (locale, texts) => {
  const entries = Object.entries(texts)

  test('every text is there, with what is filled into it', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(en))
    for (const [name, text] of entries) {
      expect(placeholdersOf(text), name).toEqual(placeholdersOf(ENGLISH[name] ?? ''))
    }
  })

  test('nothing was left in English', () => {
    expect(entries.filter(([name, text]) => text === ENGLISH[name] && !SHARED.has(text))).toEqual([])
    const english = /\b(?:the|your|card|payment|again|you)\b/i
    expect(entries.filter(([, text]) => english.test(text))).toEqual([])
  })

  test('sentences end as English ones do, and nothing is markup', () => {
    for (const [name, text] of entries) {
      expect(/[.。]$/.test(text), name).toBe((ENGLISH[name] ?? '').endsWith('.'))
      expect(/…$/.test(text), name).toBe((ENGLISH[name] ?? '').endsWith('…'))
      expect(text, name).toMatch(/^\S.*\S$|^\S$/)
      expect(text, name).not.toMatch(/[<>&]|\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
    }
  })

  test('labels are short enough to stand over half a narrow form', () => {
    for (const name of ['expiry', 'cvc', 'total', 'test'] as const) {
      const width = [...texts[name]].reduce((sum, letter) => sum + (/[\u3000-\u9fff]/.test(letter) ? 2 : 1), 0)
      expect(width, `${locale} ${name}`).toBeLessThanOrEqual(18)
    }
  })
})
