import { ADDRESS_HEADER, networkOf } from '../../defence/network.ts'
import { fieldError } from '../card/card.ts'
import { admitNetwork } from '../defence/admit.ts'
import { readJsonObject } from '../http/body.ts'
import { answerProblem, type VaultContext } from '../http/context.ts'
import { invalidFields, PROBLEMS } from '../http/problem.ts'
import { identify } from '../identify.ts'
import { createToken } from './create.ts'

/** A card with everything around it takes about one kilobyte encrypted, what a wallet gives up to twelve. */
const LARGEST_BODY_BYTES = 16 * 1024

/** `POST /tokens`: a publishable key or a client secret turns an encrypted card into a token. */
export async function postToken(context: VaultContext): Promise<Response> {
  const nowMs = Date.now()
  const identity = await identify(context.req.raw, context.env, nowMs)
  if (!identity.ok) return answerProblem(context, identity.error)
  const { kind } = identity.value
  if (kind !== 'publishable' && kind !== 'client') return answerProblem(context, PROBLEMS.forbidden)
  const bringer = {
    env: context.env,
    background: context.executionCtx,
    requestId: context.get('requestId'),
    identity: identity.value,
    network: networkOf(context.req.header(ADDRESS_HEADER)),
  }
  const problem = admitNetwork(bringer)
  if (problem !== undefined) return answerProblem(context, problem)
  const body = await readJsonObject(context.req.raw, LARGEST_BODY_BYTES, ['jwe', 'proof'])
  if (!body.ok) return answerProblem(context, body.error)
  const { jwe, proof } = body.value
  if (typeof jwe !== 'string') {
    return answerProblem(context, invalidFields([fieldError('jwe', 'missing', 'The jwe is missing or not a string.')]))
  }
  // A proof of any other shape proves nothing, and where none is asked for none is looked at.
  const given = { jwe, proof: typeof proof === 'string' ? proof : undefined }
  const created = await createToken(bringer, given, nowMs)
  return created.ok ? context.json(created.value, 201) : answerProblem(context, created.error)
}
