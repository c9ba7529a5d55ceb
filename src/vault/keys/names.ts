import type { VaultEnv } from '../env.ts'
import type { KeyOwner } from './provider.ts'

/** JSON of a list keeps the parts apart whatever they contain. */
export const keysOf = (env: VaultEnv, { merchantId, mode }: KeyOwner) =>
  env.VAULT_KEYS.getByName(JSON.stringify(['keys', merchantId, mode]))

/** One knows all merchants that have data keys. It is written when a merchant gets its key of the month, and no oftener. */
export const directoryOf = (env: VaultEnv) => env.VAULT_KEY_DIRECTORY.getByName('directory')
