import type { AllowedOrigins } from '../contract.ts'
import { answerProblem, type VaultContext } from '../http/context.ts'
import { PROBLEMS } from '../http/problem.ts'
import { identifyCredential } from '../identify.ts'
import { loaderScript } from './generated/widget.ts'
import { contentSecurityPolicy, frameDocument } from './page.ts'

/** Shops see a new loader within minutes; meanwhile the old one serves them while it is fetched. */
const LOADER_CACHE = 'public, max-age=300, stale-while-revalidate=86400'

/** `GET /v1/checkout.js`. Any page may load it, also under Subresource Integrity, which needs CORS. */
export const getLoader = (context: VaultContext): Response =>
  context.body(loaderScript, 200, {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': LOADER_CACHE,
    'access-control-allow-origin': '*',
  })

/** `GET /v1/frame?key=pk_…`: the card form, for pages of the key's merchant and no others. */
export async function getFrame(context: VaultContext): Promise<Response> {
  const identity = await identifyCredential(context.req.query('key'), context.req.raw, context.env, Date.now())
  if (!identity.ok) return answerProblem(context, identity.error)
  const { kind, merchantId } = identity.value
  if (kind !== 'publishable') return answerProblem(context, PROBLEMS.forbidden)
  const allowed = await allowedOriginsOf(context, merchantId)
  if (allowed.kind === 'unavailable') return answerProblem(context, PROBLEMS.unavailable)
  const { API_ORIGIN, ENVIRONMENT } = context.env
  const apiOrigin = new URL(API_ORIGIN).origin
  return context.body(frameDocument({ apiOrigin }), 200, {
    'content-type': 'text/html; charset=utf-8',
    // Who may embed it can change at any moment, and goes with the answer.
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy({
      apiOrigin,
      allowedOrigins: allowed.origins,
      development: ENVIRONMENT === 'development',
    }),
    'permissions-policy':
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), usb=()',
    'referrer-policy': 'no-referrer',
  })
}

async function allowedOriginsOf({ env }: VaultContext, merchantId: string): Promise<AllowedOrigins> {
  try {
    return await env.API.allowedOrigins(merchantId)
  } catch {
    return { kind: 'unavailable' }
  }
}
