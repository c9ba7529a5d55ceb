import { escapeText, hashOf } from './threeDS/markup.ts'

/**
 * Tells the window above, which is the checkout's frame where the challenge ran in place, or our own page for steps of
 * 3-D Secure, that the shopper is back. No
 * other origin hears it, and it says nothing of how the challenge went: the frame asks the payment.
 */
const SCRIPT = `const { payment, vault } = document.documentElement.dataset
if (window.parent !== window) for (const origin of [vault, location.origin])
window.parent.postMessage({ type: 'turnpike:returned', paymentId: payment }, origin)`
const STYLE =
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-content:center;text-align:center;padding:1rem}'

export const RETURN_PAGE_POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'`

/** What a shopper sees for a moment in place, or where the shop gave no address to go on to. */
export function returnPage(paymentId: string, vaultOrigin: string, destination: string | undefined): string {
  const onward =
    destination === undefined
      ? '<p>You can close this window.</p>'
      : `<p><a href="${escapeText(destination)}" target="_top" rel="noreferrer">Go back to the shop</a></p>`
  return `<!doctype html>
<html lang="en" data-payment="${escapeText(paymentId)}" data-vault="${escapeText(vaultOrigin)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Done</title><style>${STYLE}</style></head>
<body><main><h1>Done</h1>${onward}</main><script>${SCRIPT}</script></body>
</html>
`
}
