import type { WalletsSetting } from './setting.ts'

/** Apple's servers answer within a second; their sheet waits thirty. */
const TIMEOUT_MS = 10_000
/** A merchant session takes about four kilobytes. */
const LARGEST_SESSION_CHARACTERS = 32_768

/** The hosts that Apple lists for merchant validation, in its production, its sandbox and China. */
const APPLE_HOST = /^(?:cn-)?apple-pay-gateway(?:-[a-z0-9]+)*\.apple\.com$/

export type SessionAnswer =
  | { readonly kind: 'session'; readonly json: string }
  /** The address is none of Apple's: who else should get our certificate's word. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }

/**
 * Gets a merchant session of Apple's (Apple Pay on the Web, "Requesting an Apple Pay payment session"). The merchant's
 * certificate is of the binding that sends; what Apple answers goes to the browser as it is.
 */
export async function appleSession(
  { origin, apple }: WalletsSetting,
  validationUrl: string,
  isDevelopment: boolean,
  send: (request: Request) => Promise<Response>,
): Promise<SessionAnswer> {
  if (apple === undefined || !isApples(validationUrl, isDevelopment ? apple.sessionOrigin : undefined)) {
    return { kind: 'refused' }
  }
  try {
    const answer = await send(
      new Request(validationUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          merchantIdentifier: apple.merchantId,
          displayName: apple.merchantName,
          initiative: 'web',
          initiativeContext: new URL(origin).hostname,
        }),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    )
    const json = await answer.text()
    return answer.ok && json.length <= LARGEST_SESSION_CHARACTERS && isJsonObject(json)
      ? { kind: 'session', json }
      : { kind: 'unavailable' }
  } catch {
    return { kind: 'unavailable' }
  }
}

function isApples(text: string, sessionOrigin: string | undefined): boolean {
  if (text.length > 512 || !URL.canParse(text)) return false
  const { protocol, hostname, port, username, origin } = new URL(text)
  if (sessionOrigin !== undefined && origin === sessionOrigin) return true
  return protocol === 'https:' && port === '' && username === '' && APPLE_HOST.test(hostname)
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
