import { count, either, flag, number, oneOf, type Read, record, text } from '../protocol/read.ts'
import { readMoney, readSecret } from '../protocol/shown.ts'

/**
 * What the card's frame and the frame of the wallets say to each other. They are two origins, for the wallets' own scripts run
 * in the latter: each checks the other's window and origin, and reads no more than is named here.
 */
export const WALLET_TYPES = ['APPLE_PAY', 'GOOGLE_PAY'] as const
export type WalletType = (typeof WALLET_TYPES)[number]

/** From the card's frame: what is to be paid and which wallets the shop's gateways take; then how a payment has ended. */
export type ToWallets =
  | {
      readonly type: 'wallets:init'
      readonly clientSecret: string
      readonly amount: { readonly amount: string; readonly currency: string }
      readonly mode: 'TEST' | 'LIVE'
      readonly wanted: string
    }
  | { readonly type: 'wallets:ended'; readonly call: number; readonly isPaid: boolean }

/** From the wallets: that they listen, how high what can be used here is, and what the shopper has approved. */
export type FromWallets =
  | { readonly type: 'wallets:hello' }
  | { readonly type: 'wallets:shown'; readonly heightPx: number }
  | { readonly type: 'wallets:token'; readonly call: number; readonly wallet: WalletType; readonly token: string }

export const readToWallets: Read<ToWallets> = either(
  record({
    type: oneOf('wallets:init'),
    clientSecret: readSecret,
    amount: readMoney,
    mode: oneOf('TEST', 'LIVE'),
    wanted: text(64),
  }),
  record({ type: oneOf('wallets:ended'), call: count, isPaid: flag }),
)

export const readFromWallets: Read<FromWallets> = either(
  record({ type: oneOf('wallets:hello') }),
  either(
    record({ type: oneOf('wallets:shown'), heightPx: number }),
    record({ type: oneOf('wallets:token'), call: count, wallet: oneOf(...WALLET_TYPES), token: text(256) }),
  ),
)
