import { ADDRESS_HEADER, networkOf } from '../../defence/network.ts'
import { fieldError } from '../card/card.ts'
import { admitNetwork } from '../defence/admit.ts'
import { allowedOriginsOf } from '../frame/route.ts'
import { readJsonObject } from '../http/body.ts'
import { answerProblem, type VaultContext } from '../http/context.ts'
import { invalidFields, PROBLEMS } from '../http/problem.ts'
import { identify, identifyCredential } from '../identify.ts'
import { appleSession } from './appleSession.ts'
import { walletDocument, walletPolicy } from './page.ts'
import { type WalletsSetting, walletsOf } from './setting.ts'

const LARGEST_BODY_BYTES = 1024

/** The setting, where the request came to the wallets' own origin. */
function settingHere(context: VaultContext): WalletsSetting | undefined {
  const setting = walletsOf(context.env)
  return setting !== undefined && new URL(context.req.url).origin === setting.origin ? setting : undefined
}

/** `GET /v1/wallets?key=pk_…`: the frame of the wallets, on their own origin and on no other. */
export async function getWallets(context: VaultContext): Promise<Response> {
  const setting = settingHere(context)
  if (setting === undefined) return answerProblem(context, PROBLEMS.not_found)
  const identity = await identifyCredential(context.req.query('key'), context.req.raw, context.env, Date.now())
  if (!identity.ok) return answerProblem(context, identity.error)
  if (identity.value.kind !== 'publishable') return answerProblem(context, PROBLEMS.forbidden)
  const allowed = await allowedOriginsOf(context, identity.value.merchantId)
  if (allowed.kind === 'unavailable') return answerProblem(context, PROBLEMS.unavailable)
  return context.body(walletDocument(setting), 200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': walletPolicy(setting, allowed.origins),
    'permissions-policy':
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), usb=()',
    // Google's script wants to know which page it is on, and that is the wallets' own.
    'referrer-policy': 'origin',
  })
}

/** `POST /v1/wallets/apple-session`: validates the merchant with Apple, for whoever holds a client secret. */
export async function postAppleSession(context: VaultContext): Promise<Response> {
  const setting = settingHere(context)
  if (setting === undefined) return answerProblem(context, PROBLEMS.not_found)
  const { env } = context
  const identity = await identify(context.req.raw, env, Date.now())
  if (!identity.ok) return answerProblem(context, identity.error)
  if (identity.value.kind !== 'client') return answerProblem(context, PROBLEMS.forbidden)
  const problem = admitNetwork({
    env,
    background: context.executionCtx,
    requestId: context.get('requestId'),
    identity: identity.value,
    network: networkOf(context.req.header(ADDRESS_HEADER)),
  })
  if (problem !== undefined) return answerProblem(context, problem)
  const body = await readJsonObject(context.req.raw, LARGEST_BODY_BYTES, ['validationUrl'])
  if (!body.ok) return answerProblem(context, body.error)
  const { validationUrl } = body.value
  const answer = await appleSession(setting, String(validationUrl), env.ENVIRONMENT === 'development', (request) =>
    env.APPLE_PAY === undefined ? fetch(request) : env.APPLE_PAY.fetch(request),
  )
  switch (answer.kind) {
    case 'session':
      return context.body(answer.json, 200, { 'content-type': 'application/json' })
    case 'refused':
      return answerProblem(
        context,
        invalidFields([fieldError('validationUrl', 'invalid', 'The validationUrl is none of Apple’s.')]),
      )
    case 'unavailable':
      return answerProblem(context, PROBLEMS.unavailable)
  }
}

/** `GET /.well-known/apple-developer-merchantid-domain-association`: proves to Apple whose domain this is. */
export function getDomainAssociation(context: VaultContext): Response {
  const association = walletsOf(context.env)?.apple?.domainAssociation
  return association === undefined
    ? answerProblem(context, PROBLEMS.not_found)
    : context.body(association, 200, { 'content-type': 'text/plain; charset=utf-8' })
}
