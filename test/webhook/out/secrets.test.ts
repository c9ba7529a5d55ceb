import { describe, expect, test } from 'vitest'
import { openable, openSecrets } from '../../../src/webhook/out/secrets.ts'
import { newSecret, sealSecret } from '../../../src/webhook/out/signature.ts'

const NOW = Date.UTC(2026, 10, 21)
const [secret, older] = [newSecret(), newSecret()]
const before = {
  id: 'whe_1',
  secrets: [
    { sealed: sealSecret('the one before', 'whe_1', secret) },
    { sealed: sealSecret('the one before', 'whe_1', older), untilMs: NOW + 1 },
    { sealed: sealSecret('nobody knows it', 'whe_1', newSecret()), untilMs: NOW },
  ],
}
const rotated = { signingSecret: 'the new one', signingSecretPrevious: 'the one before' }

describe('an endpoint’s secrets, when the Worker’s own is rotated', () => {
  test('open with the one before, and are then sealed under the new one', () => {
    const { secrets, resealed = [] } = openSecrets(before, rotated, NOW)
    expect(secrets).toEqual([secret, older])
    expect(resealed.map(({ untilMs }) => untilMs)).toEqual([undefined, NOW + 1])
    // The one before may go, and nothing is written again.
    const after = { id: 'whe_1', secrets: resealed }
    expect(openSecrets(after, { signingSecret: 'the new one' }, NOW)).toEqual({ secrets: [secret, older] })
  })

  test('that open with neither are not passed over: it is said what is missing', () => {
    const words = /sealed under another SIGNING_SECRET: give the api Worker that one as SIGNING_SECRET_PREVIOUS/
    expect(() => openSecrets(before, { signingSecret: 'the new one' }, NOW)).toThrow(words)
    expect(() => openSecrets(before, rotated, NOW - 1)).toThrow(words)
  })
})

test('what nobody can open is known, so that a rotation of the endpoint’s secret leaves it behind', () => {
  const endpoint = { ...before } as unknown as Parameters<typeof openable>[0]
  expect(openable(endpoint, rotated)).toEqual(before.secrets.slice(0, 2))
  expect(openable(endpoint, { signingSecret: 'the new one' })).toEqual([])
})
