/** What the vault puts into the document of the wallets, from its configuration. */
export interface WalletSetting {
  readonly vaultOrigin: string
  readonly apple?: { readonly merchantName: string; readonly countryCode: string }
  readonly google?: {
    readonly merchantName: string
    readonly countryCode: string
    readonly merchantId?: string
    readonly gateway: string
    readonly gatewayMerchantId: string
  }
}

/** What is to be paid, and what may be asked of the wallet for it. */
export interface Sale {
  readonly setting: WalletSetting
  readonly clientSecret: string
  readonly amount: string
  readonly currency: string
  readonly mode: 'TEST' | 'LIVE'
  /** Takes what the wallet gave to the vault, and tells whether the payment was paid with it. */
  pay(given: { readonly payload: string; readonly brand?: string }): Promise<boolean>
}

/** Opens the wallet's own sheet, in answer to a press of its button. */
export type OpenSheet = () => void
