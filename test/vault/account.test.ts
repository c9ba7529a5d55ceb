import { describe, expect, test } from 'vitest'
import { mergeContent } from '../../src/vault/account/save.ts'

const CREDENTIALS = { clientId: 'a', clientSecret: 'hush-hush', webhookSecret: `whsec_${btoa('a'.repeat(24))}` }
const PLACE = { mode: 'TEST', development: false } as const
const KEPT = { kind: 'sandbox', baseUrl: 'https://gateway.example/a', credentials: CREDENTIALS }

const fieldsOf = (change: Parameters<typeof mergeContent>[0]) => {
  const merged = mergeContent(change, KEPT, PLACE)
  return merged.ok ? [] : merged.error.map(({ field, code }) => `${field} ${code}`)
}

describe('a change of a gateway account', () => {
  test('leaves what it does not name', () => {
    const renewed = { ...CREDENTIALS, clientSecret: 'another' }
    const whole = { ok: true, value: KEPT }
    expect(mergeContent({ kind: 'sandbox' }, KEPT, PLACE)).toEqual(whole)
    expect(mergeContent({ kind: 'sandbox', credentials: renewed }, KEPT, PLACE)).toEqual({
      ok: true,
      value: { ...KEPT, credentials: renewed },
    })
    expect(mergeContent({ kind: 'sandbox', baseUrl: 'https://gateway.example/b/' }, KEPT, PLACE)).toEqual({
      ok: true,
      value: { ...KEPT, baseUrl: 'https://gateway.example/b' },
    })
    expect(mergeContent(KEPT, undefined, PLACE)).toEqual(whole)
  })

  test('needs both parts, in one change, where the vault has nothing to keep', () => {
    const { kind, baseUrl, credentials } = KEPT
    for (const change of [{ kind }, { kind, credentials }, { kind, baseUrl }]) {
      const message = expect.stringMatching(/^The vault has no such account: give base URL and credentials together/)
      const error = [{ field: 'credentials', code: 'account_missing', message }]
      expect(mergeContent(change, undefined, PLACE)).toEqual({ ok: false, error })
    }
    const nothing = mergeContent({ kind, baseUrl: null, credentials: null }, undefined, PLACE)
    expect(nothing.ok ? [] : nothing.error.map(({ field }) => field)).toEqual(['baseUrl', 'credentials'])
  })

  test('takes no keys of the other mode, and repeats none', () => {
    const change = { kind: 'stripe', baseUrl: 'https://api.stripe.com', credentials: { secretKey: 'sk_live_12345678' } }
    const live = { mode: 'LIVE', development: false } as const
    expect(mergeContent(change, undefined, live)).toMatchObject({ ok: true })
    const refused = mergeContent(change, undefined, PLACE)
    expect(refused).toMatchObject({ ok: false, error: [{ field: 'credentials', code: 'invalid' }] })
    expect(JSON.stringify(refused)).not.toContain('12345678')
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
    const unknown = mergeContent({ kind: 'none' }, KEPT, PLACE)
    expect(JSON.stringify(unknown)).toContain('one of sandbox, stripe, adyen, paypal')
    const circle: Record<string, unknown> = {}
    circle.self = circle
    for (const credentials of [null, 7, [], {}, circle, 1n, () => 1, { ...CREDENTIALS, more: 'x'.repeat(40_000) }]) {
      expect(fieldsOf({ kind: 'sandbox', credentials })).toEqual(['credentials invalid'])
    }
    const merged = mergeContent({ kind: 'sandbox', credentials: { clientSecret: 'hush-hush' } }, KEPT, PLACE)
    expect(JSON.stringify(merged)).not.toContain('hush-hush')
  })
})
