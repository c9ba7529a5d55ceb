import { describe, expect, test } from 'vitest'
import { mergeContent } from '../../src/vault/account/save.ts'

const CREDENTIALS = { clientId: 'a', clientSecret: 'hush-hush', webhookSecret: `whsec_${btoa('a'.repeat(24))}` }
const KEPT = { kind: 'sandbox', baseUrl: 'https://gateway.example/a', credentials: CREDENTIALS }

const fieldsOf = (change: Parameters<typeof mergeContent>[0]) => {
  const merged = mergeContent(change, KEPT, false)
  return merged.ok ? [] : merged.error.map(({ field, code }) => `${field} ${code}`)
}

describe('a change of a gateway account', () => {
  test('leaves what it does not name', () => {
    const renewed = { ...CREDENTIALS, clientSecret: 'another' }
    const whole = { ok: true, value: KEPT }
    expect(mergeContent({ kind: 'sandbox' }, KEPT, false)).toEqual(whole)
    expect(mergeContent({ kind: 'sandbox', credentials: renewed }, KEPT, false)).toEqual({
      ok: true,
      value: { ...KEPT, credentials: renewed },
    })
    expect(mergeContent({ kind: 'sandbox', baseUrl: 'https://gateway.example/b/' }, KEPT, false)).toEqual({
      ok: true,
      value: { ...KEPT, baseUrl: 'https://gateway.example/b' },
    })
    expect(mergeContent(KEPT, undefined, false)).toEqual(whole)
  })

  test('needs both parts where there is nothing to keep', () => {
    const nothing = mergeContent({ kind: 'sandbox' }, undefined, false)
    expect(nothing.ok ? [] : nothing.error.map(({ field }) => field)).toEqual(['baseUrl', 'credentials'])
  })

  test('never sends kept credentials to another host', () => {
    for (const baseUrl of [
      'https://evil.example',
      'https://gateway.example.evil.example/a',
      'https://www.gateway.example',
    ]) {
      expect([baseUrl, fieldsOf({ kind: 'sandbox', baseUrl })]).toEqual([baseUrl, ['credentials missing']])
      expect(fieldsOf({ kind: 'sandbox', baseUrl, credentials: CREDENTIALS })).toEqual([])
    }
  })

  test('names what is wrong and never repeats a value', () => {
    expect(fieldsOf({ kind: 'none' })).toEqual(['kind unknown'])
    expect(fieldsOf({ kind: 7 })).toEqual(['kind unknown'])
    for (const baseUrl of [null, 7, '', 'http://gateway.example', 'https://10.0.0.1', 'https://a:b@gateway.example']) {
      expect([baseUrl, fieldsOf({ kind: 'sandbox', baseUrl })]).toEqual([baseUrl, ['baseUrl invalid']])
    }
    const circle: Record<string, unknown> = {}
    circle.self = circle
    for (const credentials of [null, 7, [], {}, circle, 1n, () => 1, { ...CREDENTIALS, more: 'x'.repeat(40_000) }]) {
      expect(fieldsOf({ kind: 'sandbox', credentials })).toEqual(['credentials invalid'])
    }
    const merged = mergeContent({ kind: 'sandbox', credentials: { clientSecret: 'hush-hush' } }, KEPT, false)
    expect(JSON.stringify(merged)).not.toContain('hush-hush')
  })
})
