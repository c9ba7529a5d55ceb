import type { PaymentShown } from '../protocol/messages.ts'
import type { WalletType } from '../wallets/messages.ts'
import { chunk } from './chunk.ts'
import type { Method } from './pay/api.ts'

/** What the chunk needs of the frame. */
export interface OfFrame {
  /** Of the wallets' document. */
  readonly address: string
  readonly clientSecret: string
  readonly payment: PaymentShown
  readonly wanted: readonly WalletType[]
  readonly place: HTMLElement
  /** Pays with a wallet's token, and tells whether it is paid. */
  pay(token: string, wallet: WalletType): Promise<boolean>
}

/** The wallets that the shop's gateways take, where the vault has an origin for their scripts. */
export function offerWallets(methods: readonly Method[], frame: Omit<OfFrame, 'address' | 'wanted' | 'place'>): void {
  const { walletAddress: address } = document.body.dataset
  const place = document.getElementById('wallets')
  const wanted = methods.flatMap(({ type }) => (type === 'APPLE_PAY' || type === 'GOOGLE_PAY' ? [type] : []))
  if (address === undefined || place === null || wanted.length === 0 || place.hasChildNodes()) return
  chunk<typeof import('./wallets/chunk.ts')>('walletFrame').then(
    ({ showWallets }) => showWallets({ ...frame, address, wanted, place }),
    (fault: unknown) => console.warn('Turnpike: the wallets did not come:', fault),
  )
}
