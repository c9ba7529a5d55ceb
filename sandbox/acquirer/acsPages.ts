import { createHash } from 'node:crypto'
import type { Answer } from '../http/answer.ts'
import { page, questionOf } from './challengePage.ts'
import type { Payment } from './record.ts'
import { PROTOCOL_VERSION } from './threeDS.ts'

/** Sends the one form of the page as soon as it is there. */
const SCRIPT = 'document.forms[0].submit()'
const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`

const encoded = (message: object): string => Buffer.from(JSON.stringify(message)).toString('base64url')

/** What a browser posts here comes from outside: of a message only what can be compared is read. */
export function transactionIn(message: string | null): string | undefined {
  try {
    const { threeDSServerTransID } = JSON.parse(Buffer.from(message ?? '', 'base64url').toString('utf8'))
    return typeof threeDSServerTransID === 'string' ? threeDSServerTransID : undefined
  } catch {
    return undefined
  }
}

/** The address that the method's data name; the page tells it that it is done. */
export function notificationIn(message: string | null): string | undefined {
  try {
    const { threeDSMethodNotificationURL } = JSON.parse(Buffer.from(message ?? '', 'base64url').toString('utf8'))
    const url = URL.parse(String(threeDSMethodNotificationURL))
    return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined
  } catch {
    return undefined
  }
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const posting = (url: string, name: string, value: string): Answer =>
  page(
    200,
    'One moment',
    `<p>One moment …</p><form method="post" action="${escaped(url)}"><input type="hidden" name="${name}" value="${value}"></form><script>${SCRIPT}</script>`,
    SCRIPT_SOURCE,
  )

/** The issuer's page for the hidden frame: it looks at the browser and says that it is done. */
export const methodPage = (payment: Payment, notificationUrl: string): Answer =>
  posting(notificationUrl, 'threeDSMethodData', encoded({ threeDSServerTransID: payment.threeDS?.serverTransId }))

/** A page that never gets on: the shopper, or a time-out, has to end it. */
export const silentPage = (): Answer => page(200, 'One moment', '<h1>One moment …</h1>')

/** The issuer's question in the window that was asked for. */
export const acsPage = (payment: Payment, answerUrl: string): Answer =>
  page(200, 'Confirm your payment', questionOf(payment, answerUrl))

/** The shopper has answered: the result goes where the 3DS requestor wanted it. */
export const resultPage = (payment: Payment): Answer =>
  posting(
    payment.returnUrl,
    'cres',
    encoded({
      threeDSServerTransID: payment.threeDS?.serverTransId,
      acsTransID: payment.challengeId,
      messageType: 'CRes',
      messageVersion: PROTOCOL_VERSION,
      transStatus: payment.authentication?.transStatus ?? 'U',
    }),
  )
