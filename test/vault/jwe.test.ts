import { describe, expect, test } from 'vitest'
import { parseSecrets } from '../../src/vault/env.ts'
import { openJwe } from '../../src/vault/jwe/open.ts'
import { vaultSecrets } from '../workers/vault/secrets.ts'
import { jweAttacks, makeJwe } from './jweAttacks.ts'

const { frameKeys } = parseSecrets(vaultSecrets)
const [recipient] = frameKeys
if (recipient === undefined) throw new Error('there is no frame key')
const CARD = JSON.stringify({ number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' })

describe('a JWE', () => {
  test('made by hand after RFC 7518 opens, with and without apu and apv', async () => {
    const opened = { ok: true, value: JSON.parse(CARD) }
    expect(await openJwe(makeJwe(recipient, CARD), frameKeys)).toEqual(opened)
    const named = makeJwe(recipient, CARD, { fields: { apu: 'QWxpY2U', apv: 'Qm9i', cty: 'json' } })
    expect(await openJwe(named, frameKeys)).toEqual(opened)
  })

  test('HC3 with anything wrong is refused, whatever it is, by a known problem and in no time', async () => {
    const attacks = Object.entries(jweAttacks(recipient, CARD))
    const opened: string[] = []
    const startedAtMs = performance.now()
    for (const [name, jwe] of attacks) {
      const result = await openJwe(jwe, frameKeys)
      if (result.ok) opened.push(name)
    }
    expect(opened).toEqual([])
    expect(attacks.length).toBeGreaterThan(400)
    // A billion rounds of PBKDF2, an inflated bomb or a slow expression would take minutes.
    expect(performance.now() - startedAtMs).toBeLessThan(20_000)
  })
})
