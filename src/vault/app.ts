import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { deleteAccount, patchAccount, putAccount } from './account/route.ts'
import { liveFrameKeys, secretsOf } from './env.ts'
import { getChunk, getFrame, getLoader, getLoaderBuild, getManifest } from './frame/route.ts'
import { answerProblem, methodNotAllowed, observed, type VaultHono } from './http/context.ts'
import { faultOf, log } from './http/log.ts'
import { PROBLEMS } from './http/problem.ts'
import { publicJwk } from './jwe/open.ts'
import { DataKeyUnavailableError } from './keys/dataKey.ts'
import { postToken } from './token/route.ts'
import { getDomainAssociation, getWallets, postAppleSession } from './wallet/route.ts'

/** Browsers and edges may keep the public keys this long, so a rotation overlaps at least as long. */
const KEYS_CACHE_S = 300
const PREFLIGHT_CACHE_S = 86_400

/** The vault's public face. Any page may use it: there are no cookies, and only what a page holds itself opens anything. */
export function createVaultApp(): Hono<VaultHono> {
  const app = new Hono<VaultHono>()
  app.use(observed)
  app.onError((error, context) => {
    if (error instanceof DataKeyUnavailableError) return answerProblem(context, PROBLEMS.unavailable)
    log({ level: 'error', event: 'fault', requestId: context.get('requestId'), fault: faultOf(error) })
    return answerProblem(context, PROBLEMS.internal)
  })
  app.notFound((context) => answerProblem(context, PROBLEMS.not_found))
  for (const path of ['/keys', '/tokens']) {
    app.use(
      path,
      cors({
        origin: '*',
        allowMethods: ['GET', 'POST'],
        allowHeaders: ['authorization', 'content-type'],
        exposeHeaders: ['x-request-id', 'retry-after'],
        maxAge: PREFLIGHT_CACHE_S,
      }),
    )
  }
  app.get('/keys', (context) =>
    context.json({ keys: liveFrameKeys(secretsOf(context.env), Date.now()).map(publicJwk) }, 200, {
      'cache-control': `public, max-age=${KEYS_CACHE_S}`,
      'content-type': 'application/jwk-set+json',
    }),
  )
  app.post('/tokens', postToken)
  app.get('/v1/checkout.js', getLoader)
  app.get('/v1/manifest.json', getManifest)
  app.get('/v1/:script{checkout-[0-9a-f]+\\.js}', getLoaderBuild)
  app.get('/v1/:chunk{frame-[a-z-]+-[0-9a-f]+\\.js}', getChunk)
  app.get('/v1/frame', getFrame)
  app.get('/v1/wallets', getWallets)
  app.post('/v1/wallets/apple-session', postAppleSession)
  app.get('/.well-known/apple-developer-merchantid-domain-association', getDomainAssociation)
  app.put('/accounts/:id', putAccount)
  app.patch('/accounts/:id', patchAccount)
  app.delete('/accounts/:id', deleteAccount)
  app.all('/keys', methodNotAllowed('GET, OPTIONS'))
  app.all('/tokens', methodNotAllowed('POST, OPTIONS'))
  app.all('/v1/checkout.js', methodNotAllowed('GET'))
  app.all('/v1/manifest.json', methodNotAllowed('GET'))
  app.all('/v1/:script{checkout-[0-9a-f]+\\.js}', methodNotAllowed('GET'))
  app.all('/v1/:chunk{frame-[a-z-]+-[0-9a-f]+\\.js}', methodNotAllowed('GET'))
  app.all('/v1/frame', methodNotAllowed('GET'))
  app.all('/accounts/:id', methodNotAllowed('PUT, PATCH, DELETE'))
  return app
}
