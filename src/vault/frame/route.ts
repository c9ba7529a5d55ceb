import { acceptedTags, type Locale, localeFor } from '../../locale.ts'
import type { AllowedOrigins } from '../contract.ts'
import { answerProblem, type VaultContext } from '../http/context.ts'
import { PROBLEMS } from '../http/problem.ts'
import { identifyCredential } from '../identify.ts'
import { walletsOf } from '../wallet/setting.ts'
import { CHUNKS } from './chunks.ts'
import { loaderScript } from './generated/widget.ts'
import { contentSecurityPolicy, frameDocument } from './page.ts'
import { loaderBuild, scriptManifest } from './scripts.ts'

/** Shops see a new loader within minutes; meanwhile the old one serves them while it is fetched. */
const LOADER_CACHE = 'public, max-age=300, stale-while-revalidate=86400'

/** Its address is made of its content. */
const BUILD_CACHE = 'public, max-age=31536000, immutable'

/** Any page may load it, also under Subresource Integrity, which needs CORS. */
const answerScript = (context: VaultContext, script: string, cacheControl: string): Response =>
  context.body(script, 200, {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': cacheControl,
    'access-control-allow-origin': '*',
  })

/** `GET /v1/checkout.js`: the newest build, with fixes that no page has to ask for. */
export const getLoader = (context: VaultContext): Response => answerScript(context, loaderScript, LOADER_CACHE)

/** `GET /v1/checkout-{build}.js`: one build, for ever the same bytes. */
export function getLoaderBuild(context: VaultContext): Response {
  const build = /^checkout-([0-9a-f]+)\.js$/.exec(context.req.param('script') ?? '')?.[1]
  const script = build === undefined ? undefined : loaderBuild(build)
  return script === undefined ? answerProblem(context, PROBLEMS.not_found) : answerScript(context, script, BUILD_CACHE)
}

/** `GET /v1/frame-{name}-{build}.js`: a part of the frame, for ever the same bytes. */
export function getChunk(context: VaultContext): Response {
  const chunk = CHUNKS.find(({ path }) => path === new URL(context.req.url).pathname)
  return chunk === undefined
    ? answerProblem(context, PROBLEMS.not_found)
    : answerScript(context, chunk.script, BUILD_CACHE)
}

/** `GET /v1/manifest.json`: what runs on a payment page, by address, integrity and purpose. */
export const getManifest = (context: VaultContext): Response =>
  context.json(scriptManifest(new URL(context.req.url).origin), 200, {
    'cache-control': LOADER_CACHE,
    'access-control-allow-origin': '*',
  })

/** `GET /v1/frame?key=pk_…&locale=de`: the card form, for pages of the key's merchant and no others. */
export async function getFrame(context: VaultContext): Promise<Response> {
  const identity = await identifyCredential(context.req.query('key'), context.req.raw, context.env, Date.now())
  if (!identity.ok) return answerProblem(context, identity.error)
  const { kind, merchantId, mode } = identity.value
  if (kind !== 'publishable') return answerProblem(context, PROBLEMS.forbidden)
  const allowed = await allowedOriginsOf(context, merchantId)
  if (allowed.kind === 'unavailable') return answerProblem(context, PROBLEMS.unavailable)
  const { API_ORIGIN, ENVIRONMENT } = context.env
  const wallets = walletsOf(context.env)
  const vaultOrigin = new URL(context.req.url).origin
  // Where scripts of wallets run, no card is taken.
  if (vaultOrigin === wallets?.origin) return answerProblem(context, PROBLEMS.not_found)
  const apiOrigin = new URL(API_ORIGIN).origin
  return context.body(
    frameDocument({
      apiOrigin,
      locale: localeOf(context),
      mode,
      country: countryOf(context),
      walletAddress:
        wallets && `${wallets.origin}/v1/wallets?${new URLSearchParams({ key: context.req.query('key') ?? '' })}`,
    }),
    200,
    {
      'content-type': 'text/html; charset=utf-8',
      // Who may embed it can change at any moment, and goes with the answer.
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy({
        vaultOrigin,
        mode,
        apiOrigin,
        allowedOrigins: allowed.origins,
        development: ENVIRONMENT === 'development',
        walletOrigin: wallets?.origin,
      }),
      'permissions-policy':
        'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), usb=()',
      'referrer-policy': 'no-referrer',
    },
  )
}

/** The language that the page asks for, or with `auto` or nothing the one that the browser does. */
function localeOf(context: VaultContext): Locale {
  const wanted = context.req.query('locale') ?? 'auto'
  return localeFor(wanted === 'auto' ? acceptedTags(context.req.header('accept-language') ?? '') : [wanted])
}

/** Where Cloudflare says that the request comes from; XX and T1 are what it says of those that it cannot tell. */
function countryOf(context: VaultContext): string | undefined {
  const { country } = context.req.raw.cf ?? {}
  return typeof country === 'string' && /^(?!XX)[A-Z]{2}$/.test(country) ? country : undefined
}

export async function allowedOriginsOf({ env }: VaultContext, merchantId: string): Promise<AllowedOrigins> {
  try {
    return await env.API.allowedOrigins(merchantId)
  } catch {
    return { kind: 'unavailable' }
  }
}
