import { ok, refuse } from '../../result.ts'
import { type SealContext, seal, unseal } from '../crypto/seal.ts'
import type { KeyEncryptionKeys } from '../env.ts'
import type { DataKeyContext, KeyProvider, OnProviderTrouble } from './provider.ts'

/**
 * Key-encryption keys that this Worker holds itself: the secret KEY_ENCRYPTION_KEYS (`local`), or keys that custodians'
 * shares were combined to (`shares`). A version that is missing may be given again, and so is not a refusal.
 */
export function keyringProvider(
  kind: 'local' | 'shares',
  { current, keys }: KeyEncryptionKeys,
  onTrouble: OnProviderTrouble,
): KeyProvider {
  const contextOf = ({ name, merchantId, mode }: DataKeyContext, kek: string): SealContext => ({
    ...{ purpose: 'data_key', id: name, merchantId, mode, keyVersion: kek },
  })
  const missing = (version: string) => {
    onTrouble(`${kind} has no key-encryption key of version ${version === '' ? 'any' : version}`)
    return refuse('unavailable' as const)
  }
  return {
    currentKek: async () => (keys.has(current) ? ok(`${kind}:${current}`) : missing(current)),

    async wrap(dataKey, context) {
      const key = keys.get(current)
      if (key === undefined) return missing(current)
      const kek = `${kind}:${current}`
      return ok({ kek, wrapped: seal(key, dataKey, contextOf(context, kek)) })
    },

    async unwrap({ kek, wrapped }, context) {
      const version = kek.slice(kek.indexOf(':') + 1)
      const key = keys.get(version)
      if (key === undefined) return missing(version)
      const dataKey = unseal(key, wrapped, contextOf(context, kek))
      return dataKey === undefined ? refuse('refused') : ok(dataKey)
    },
  }
}
