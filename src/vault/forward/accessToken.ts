import type { Credentials } from '../../gateway/credentials.ts'
import type { GatewayAccount } from '../account/account.ts'
import { addressBelow } from './address.ts'
import { within } from './deadline.ts'
import { exchange } from './exchange.ts'

/** The header that authorizes a request. */
export interface Authorization {
  readonly name: string
  readonly value: string
}

type OAuthClient = Extract<Credentials['authorization'], { kind: 'oauth2_client_credentials' }>

interface Granted {
  readonly accessToken: string
  readonly refreshAtMs: number
}

/** No gateway that answers at all takes longer for a token. */
const TOKEN_TIMEOUT_MS = 5000
/** Refreshed this early, or a tenth of its lifetime, so that a token does not expire on its way. */
const REFRESH_EARLY_MS = 60_000
/** RFC 6749 only recommends expires_in; without it a token is used for a short while. */
const ASSUMED_LIFETIME_S = 300
const LARGEST_CACHE = 1000
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403])

const granted = new Map<string, Granted>()
const running = new Map<
  string,
  { readonly request: Promise<Granted | 'refused' | undefined>; readonly startedAtMs: number }
>()

/**
 * The header that authorizes a call, or undefined where the gateway gives no token; `refused` where it knows no such client. Calls that need one at once share a
 * single request for it. `keepAlive` lets that request finish for the others when the call that made it ends early.
 */
export async function authorizationFor(
  account: GatewayAccount,
  timeoutMs: number,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<Authorization | 'refused' | undefined> {
  const { authorization } = account.credentials
  if (authorization.kind === 'header') return { name: authorization.name, value: authorization.value }
  const known = granted.get(account.fingerprint)
  if (known !== undefined && Date.now() < known.refreshAtMs) return bearer(known)
  const fresh = await within(sharedRequest(account, authorization, keepAlive), Math.min(timeoutMs, TOKEN_TIMEOUT_MS))
  return fresh === undefined || fresh === 'refused' ? fresh : bearer(fresh)
}

/**
 * The one request for a token that is under way. One that ought to have ended belongs to a call that was cut off: its
 * promise will never settle, so it is replaced.
 */
function sharedRequest(
  account: GatewayAccount,
  authorization: OAuthClient,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<Granted | 'refused' | undefined> {
  const shared = running.get(account.fingerprint)
  if (shared !== undefined && Date.now() - shared.startedAtMs < TOKEN_TIMEOUT_MS) return shared.request
  const request = fetchToken(account, authorization).finally(() => {
    if (running.get(account.fingerprint)?.request === request) running.delete(account.fingerprint)
  })
  running.set(account.fingerprint, { request, startedAtMs: Date.now() })
  keepAlive(request)
  return request
}

/** The gateway refused this token: the next call asks for another, unless another call has done so already. */
export function dropAuthorization(account: GatewayAccount, refused: Authorization): void {
  const known = granted.get(account.fingerprint)
  if (known !== undefined && bearer(known).value === refused.value) granted.delete(account.fingerprint)
}

const bearer = ({ accessToken }: Granted): Authorization => ({ name: 'authorization', value: `Bearer ${accessToken}` })

async function fetchToken(
  account: GatewayAccount,
  { tokenPath, clientId, clientSecret }: OAuthClient,
): Promise<Granted | 'refused' | undefined> {
  const url = addressBelow(account.baseUrl, tokenPath)
  if (url === undefined) return undefined
  const startedAtMs = Date.now()
  // RFC 6749, 2.3.1: both parts are form-encoded before they become Basic credentials.
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')
  const answer = await exchange(
    url,
    {
      method: 'POST',
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
    },
    TOKEN_TIMEOUT_MS,
  )
  const token = answer.kind === 'answered' && answer.status === 200 ? readToken(answer.body, startedAtMs) : undefined
  // RFC 6749, 5.2: these credentials are good for no token, however often they are tried.
  if (answer.kind === 'answered' && REFUSED.has(answer.status)) return 'refused'
  if (token === undefined) return undefined
  if (granted.size >= LARGEST_CACHE) granted.clear()
  granted.set(account.fingerprint, token)
  return token
}

function readToken(body: string, startedAtMs: number): Granted | undefined {
  try {
    const { access_token: accessToken, expires_in: seconds } = JSON.parse(body) as Record<string, unknown>
    if (typeof accessToken !== 'string' || !/^[\x21-\x7e]{1,4096}$/.test(accessToken)) return undefined
    const lifetimeMs = (typeof seconds === 'number' && seconds > 0 ? seconds : ASSUMED_LIFETIME_S) * 1000
    return { accessToken, refreshAtMs: startedAtMs + lifetimeMs - Math.min(REFRESH_EARLY_MS, lifetimeMs / 10) }
  } catch {
    return undefined
  }
}
