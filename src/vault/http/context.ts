import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { VaultEnv } from '../env.ts'
import { log } from './log.ts'
import { PROBLEMS, type Problem, problemResponse } from './problem.ts'

export interface VaultHono {
  readonly Bindings: VaultEnv
  readonly Variables: { requestId: string }
}

export type VaultContext = Context<VaultHono>

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
}

/** Names the request, logs its end in one line and sets the security headers that the route has not set itself. */
export const observed: MiddlewareHandler<VaultHono> = async (context, next) => {
  const startedAtMs = Date.now()
  const requestId = requestIdOf(context.req.raw)
  context.set('requestId', requestId)
  await next()
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!context.res.headers.has(name)) context.res.headers.set(name, value)
  }
  context.res.headers.set('x-request-id', requestId)
  log({
    level: 'info',
    event: 'request',
    requestId,
    method: context.req.method.slice(0, 16),
    route: routePath(context, -1),
    status: context.res.status,
    durationMs: Date.now() - startedAtMs,
  })
}

/** Cloudflare's own name of the request, where there is one; a client cannot make up any other text. */
const requestIdOf = (request: Request): string => {
  const ray = request.headers.get('cf-ray')
  return ray !== null && /^[0-9a-zA-Z-]{8,40}$/.test(ray) ? ray : crypto.randomUUID()
}

export const answerProblem = (context: VaultContext, problem: Problem): Response =>
  problemResponse(problem, context.get('requestId'))

/** For every other method of a route that exists. */
export const methodNotAllowed =
  (allow: string) =>
  (context: VaultContext): Response =>
    answerProblem(context, { ...PROBLEMS.method_not_allowed, headers: { allow } })
