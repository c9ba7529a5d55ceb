import { describe, expect, test } from 'vitest'
import { parseSecrets, SecretError } from '../../src/vault/env.ts'
import { vaultSecrets } from '../workers/vault/secrets.ts'

describe('the vault’s secrets', () => {
  test('are read whole', () => {
    const secrets = parseSecrets(vaultSecrets)
    expect(secrets.frameKeys.map(({ kid }) => kid)).toEqual(['frame-2', 'frame-1'])
    expect(secrets.keyEncryptionKeys.current).toBe('2')
  })

  test.each([
    [{ TOKEN_SECRET: '' }, 'TOKEN_SECRET is missing'],
    [{ TOKEN_SECRET: 'short' }, 'TOKEN_SECRET is shorter than 32 characters'],
    [{ FRAME_KEYS: '{' }, 'FRAME_KEYS is not JSON'],
    [{ FRAME_KEYS: '{"keys":[]}' }, 'FRAME_KEYS does not have the expected shape at "keys"'],
    [{ KEY_ENCRYPTION_KEYS: '{"current":"1","keys":{}}' }, 'KEY_ENCRYPTION_KEYS has no key for its current version'],
    [
      { KEY_ENCRYPTION_KEYS: '{"current":"1","keys":{"1":"c2hvcnQ="}}' },
      'KEY_ENCRYPTION_KEYS has no 32 bytes in key 1',
    ],
  ])('are named when one is missing or malformed: case %#', (change, message) => {
    const parse = () => parseSecrets({ ...vaultSecrets, ...change })
    expect(parse).toThrow(SecretError)
    expect(parse).toThrow(message)
  })
})
