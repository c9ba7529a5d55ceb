import { createHash } from 'node:crypto'
import { formatAmount } from '../../src/money/money.ts'
import type { Answer } from '../http/answer.ts'
import type { Bank, Payment } from './record.ts'

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 Inter, system-ui, sans-serif }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText }
  main { box-sizing: border-box; width: min(24rem, calc(100vw - 2rem)); padding: 1rem 0 }
  h1 { margin: 0 0 .5rem; font-size: 1.35rem; line-height: 1.25 }
  p { margin: 0 }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 1.5rem 0 }
  dd:last-of-type { text-transform: capitalize }
  dt { color: color-mix(in srgb, CanvasText 70%, Canvas) } dd { margin: 0; text-align: right }
  form { display: flex; gap: .75rem }
  button { flex: 1; min-height: 2.75rem; border-radius: 10px; border: 1px solid GrayText; background: Canvas; color: inherit; font: inherit; font-weight: 600; cursor: pointer }
  button.approve { background: #0a7a5c; border-color: #0a7a5c; color: #fff }
`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/**
 * No script at all and one known style. Browsers apply `form-action` to the redirects that follow a form too, and those
 * lead through the gateway to the shop, so it allows every web address. It may be framed: a challenge is shown in place.
 */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action http: https:`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export const page = (status: number, title: string, content: string, scriptSource?: string): Answer => ({
  status,
  headers: scriptSource === undefined ? HEADERS : withScript(scriptSource),
  body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main>${content}</main></body>
</html>`,
})

const withScript = (source: string) => ({
  ...HEADERS,
  'content-security-policy': `${HEADERS['content-security-policy']}; script-src ${source}`,
})

const BANK_NAMES: Readonly<Record<Bank, string>> = {
  bancontact: 'Bancontact',
  eps: 'EPS',
  ideal: 'iDEAL',
  p24: 'Przelewy24',
}

/** The bank's question. Everything shown is ours: digits, a currency and a brand, so there is nothing to escape. */
export const challengePage = (payment: Payment): Answer => page(200, 'Confirm your payment', questionOf(payment))

/** The question and where its answer goes: to the page itself where nothing else is said. */
export const questionOf = (payment: Payment, answerUrl = ''): string =>
  `<h1>${payment.bank === undefined ? 'Confirm your payment' : `Pay with ${BANK_NAMES[payment.bank]}`}</h1>
<p>${payment.bank === undefined ? 'Your bank wants to know that it is really you.' : 'A bank that is not one: choose how it goes.'}</p>
<dl>
<dt>Amount</dt><dd>${formatAmount(payment)} ${payment.currency}</dd>
${payment.card === undefined ? '' : `<dt>Card</dt><dd>${payment.card.brand} •••• ${payment.card.last4}</dd>`}
</dl>
<form method="post" action="${answerUrl}">
<button type="submit" name="answer" value="reject">Reject</button>
${payment.bank === undefined ? '' : '<button type="submit" name="answer" value="later">Decide later</button>'}
<button type="submit" name="answer" value="approve" class="approve">Approve</button>
</form>`

export const endedPage = (): Answer =>
  page(
    410,
    'This payment has ended',
    '<h1>This payment has ended</h1><p>It no longer waits for your confirmation, and nothing was charged.</p>',
  )

export const noChallengePage = (): Answer =>
  page(404, 'Nothing to confirm', '<h1>Nothing to confirm</h1><p>There is no such payment.</p>')
