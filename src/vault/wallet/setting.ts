import * as z from 'zod'
import { SecretError } from '../env.ts'
import { log } from '../http/log.ts'

const Name = z.string().min(1).max(64)
const Country = z.string().regex(/^[A-Z]{2}$/)
const Origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, 'is no origin')

const Setting = z.strictObject({
  /** Another host of this Worker: there, and there alone, the wallets' own scripts run. */
  origin: Origin,
  /** Where the card's frame is. */
  vaultOrigin: Origin,
  apple: z
    .strictObject({
      merchantId: Name,
      merchantName: Name,
      countryCode: Country,
      /** What Apple gives out to prove that a domain is the merchant's. */
      domainAssociation: z.string().max(16_384).optional(),
      /** In development, whose server stands in for Apple's. */
      sessionOrigin: Origin.optional(),
    })
    .optional(),
  google: z
    .strictObject({
      merchantName: Name,
      countryCode: Country,
      /** Given out by Google for production; its test environment needs none. */
      merchantId: Name.optional(),
      /** The gateway that the card is encrypted to, by Google's name of it, and the merchant's name there. */
      gateway: Name,
      gatewayMerchantId: z.string().min(1).max(255),
    })
    .optional(),
})
export type WalletsSetting = z.infer<typeof Setting>

let read: { readonly text: string; readonly setting: WalletsSetting | undefined } | undefined

/** How wallets are set up; undefined where they are not. One that is no good is told once, and keeps no card from being taken. */
export function walletsOf({ WALLETS: text = '' }: { readonly WALLETS?: string }): WalletsSetting | undefined {
  if (read?.text === text) return read.setting
  try {
    read = { text, setting: text === '' ? undefined : parseWallets(text) }
  } catch (error) {
    log({ level: 'error', event: 'wallets_misconfigured', requestId: '', fault: String(error) })
    read = { text, setting: undefined }
  }
  return read.setting
}

/** Throws what is wrong with it, and repeats no value. */
export function parseWallets(text: string): WalletsSetting {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SecretError('WALLETS', 'is not JSON')
  }
  const result = Setting.safeParse(value)
  if (!result.success) {
    throw new SecretError('WALLETS', `does not have the expected shape at "${result.error.issues[0]?.path.join('.')}"`)
  }
  if (result.data.origin === result.data.vaultOrigin) {
    throw new SecretError(
      'WALLETS',
      'needs an origin other than vaultOrigin: scripts of wallets must not share the card frame’s',
    )
  }
  return result.data
}
