import { walletScript, walletStyle } from '../frame/generated/widget.ts'
import { integrityOf } from '../frame/integrity.ts'
import { ancestorsOf, escapeJson } from '../frame/page.ts'
import type { WalletsSetting } from './setting.ts'

const SCRIPT_HASH = `'${integrityOf(walletScript)}'`
const STYLE_HASH = `'${integrityOf(walletStyle)}'`

/** Google's script, and what it loads and asks by Google's own list for a Content-Security-Policy. */
const GOOGLE = 'https://pay.google.com'

/**
 * The frame of the wallets may run Google's script beside its own, and so it is of another origin than the card's: it cannot
 * read what is typed there, and gets nothing from there but a client secret, an amount and the names of wallets.
 */
export const walletPolicy = ({ vaultOrigin, google }: WalletsSetting, allowedOrigins: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src ${SCRIPT_HASH}${google === undefined ? '' : ` ${GOOGLE}/gp/p/js/pay.js`}`,
    `style-src ${STYLE_HASH}`,
    `connect-src 'self'${google === undefined ? '' : ` ${GOOGLE} https://google.com/pay`}`,
    ...(google === undefined ? [] : [`frame-src ${GOOGLE}`]),
    `frame-ancestors ${vaultOrigin} ${ancestorsOf(allowedOrigins)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

/** Of the setting only what the browser needs. */
export function walletDocument({ vaultOrigin, apple, google }: WalletsSetting): string {
  const told = {
    vaultOrigin,
    ...(apple === undefined ? {} : { apple: { merchantName: apple.merchantName, countryCode: apple.countryCode } }),
    ...(google === undefined ? {} : { google }),
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Apple Pay, Google Pay</title>
<style>${walletStyle}</style>
</head>
<body>
<main><h1>Apple Pay, Google Pay</h1><div id="buttons"></div></main>
<script type="application/json" id="setting">${escapeJson(JSON.stringify(told))}</script>
<script>${walletScript}</script>
</body>
</html>
`
}
