import { createHash } from 'node:crypto'
import { createGuessing } from '../defence/guesses.ts'
import { ADDRESS_HEADER, type Network, networkOf } from '../defence/network.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { IdentifyResult, Identity } from './contract.ts'
import type { VaultEnv } from './env.ts'
import { PROBLEMS, type Problem, rateLimited } from './http/problem.ts'

/** A revoked key has to die within a minute everywhere; five seconds leave room for the other caches on the way. */
const CACHE_MS = 5000
const LARGEST_CACHE = 1000
/** The longest credential, a client secret, is well below this. */
const LONGEST_CREDENTIAL = 256

interface Known {
  readonly identity: Identity
  readonly untilMs: number
}

const known = new Map<string, Known>()
const guessing = createGuessing(() => Date.now())

/** Who calls, by the api Worker's word. Only positive answers are remembered, under a hash of the credential. */
export const identify = (request: Request, env: VaultEnv, nowMs: number): Promise<Result<Identity, Problem>> =>
  identifyCredential(bearerOf(request), request, env, nowMs)

/** The same for a credential that did not come in the header: a publishable key, which is no secret, in an address. */
export async function identifyCredential(
  credential: string | undefined,
  request: Request,
  env: VaultEnv,
  nowMs: number,
): Promise<Result<Identity, Problem>> {
  const network = networkOf(request.headers.get(ADDRESS_HEADER))
  if (credential === undefined || !/^[A-Za-z0-9_-]{1,256}$/.test(credential)) return refuse(unknownFrom(network))
  const name = createHash('sha256').update(credential).digest('base64')
  const hit = known.get(name)
  if (hit !== undefined && nowMs < hit.untilMs) return ok(hit.identity)
  const unaskedMs = guessing.before(network)
  if (unaskedMs !== undefined) return refuse(rateLimited(unaskedMs))
  const result = await ask(env, credential)
  switch (result.kind) {
    case 'identified':
      if (known.size >= LARGEST_CACHE) known.clear()
      known.set(name, { identity: result.identity, untilMs: nowMs + CACHE_MS })
      return ok(result.identity)
    case 'refused':
      known.delete(name)
      return refuse(unknownFrom(network))
    case 'unavailable':
      return refuse(PROBLEMS.unavailable)
  }
}

/** One more that nobody knows. Malformed, never made or revoked: the answer is the same. */
function unknownFrom(network: Network | undefined): Problem {
  const retryAfterMs = guessing.unknown(network)
  return retryAfterMs === undefined ? PROBLEMS.unauthenticated : rateLimited(retryAfterMs)
}

/** An api Worker that cannot be reached has said nothing about the credential. */
async function ask(env: VaultEnv, credential: string): Promise<IdentifyResult> {
  try {
    return await env.API.identify(credential)
  } catch {
    return { kind: 'unavailable' }
  }
}

function bearerOf(request: Request): string | undefined {
  const header = request.headers.get('authorization') ?? ''
  if (header.length > LONGEST_CREDENTIAL) return undefined
  return /^Bearer ([A-Za-z0-9_-]+)$/i.exec(header)?.[1]
}
