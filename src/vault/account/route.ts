import { gatewayCredentials } from '../../gateway/credentialsRegistry.ts'
import { ok, type Result, refuse } from '../../result.ts'
import { type FieldError, fieldError } from '../card/card.ts'
import type { Identity } from '../contract.ts'
import { readJsonObject } from '../http/body.ts'
import { answerProblem, type VaultContext } from '../http/context.ts'
import { invalidFields, PROBLEMS, type Problem } from '../http/problem.ts'
import { identify } from '../identify.ts'
import { type AccountContent, forgetAccount, isAccountId, sealAccount } from './account.ts'
import { parseBaseUrl } from './baseUrl.ts'

/** Credentials with a private key or two in PEM fit well into this. */
const LARGEST_BODY_BYTES = 32 * 1024

/** `PUT /accounts/:id`: an operator writes base URL and credentials of a gateway account. Nothing reads them back. */
export async function putAccount(context: VaultContext): Promise<Response> {
  const operator = await operatorOf(context)
  if (!operator.ok) return answerProblem(context, operator.error)
  const id = context.req.param('id') ?? ''
  if (!isAccountId(id)) return answerProblem(context, PROBLEMS.not_found)
  const body = await readJsonObject(context.req.raw, LARGEST_BODY_BYTES, ['kind', 'baseUrl', 'credentials'])
  if (!body.ok) return answerProblem(context, body.error)
  const content = readContent(body.value, context.env.ENVIRONMENT === 'development')
  if (!content.ok) return answerProblem(context, invalidFields(content.error))
  const { merchantId, mode } = operator.value
  const sealed = sealAccount(context.env, id, { merchantId, mode, kind: content.value.kind }, content.value.content)
  const kept = await context.env.GATEWAY_ACCOUNTS.getByName(id).put(sealed)
  forgetAccount(id)
  return kept === 'kept' ? context.body(null, 204) : answerProblem(context, PROBLEMS.not_found)
}

/** `DELETE /accounts/:id`. */
export async function deleteAccount(context: VaultContext): Promise<Response> {
  const operator = await operatorOf(context)
  if (!operator.ok) return answerProblem(context, operator.error)
  const id = context.req.param('id') ?? ''
  if (!isAccountId(id)) return answerProblem(context, PROBLEMS.not_found)
  const { merchantId, mode } = operator.value
  const removed = await context.env.GATEWAY_ACCOUNTS.getByName(id).remove({ merchantId, mode })
  forgetAccount(id)
  return removed === 'removed' ? context.body(null, 204) : answerProblem(context, PROBLEMS.not_found)
}

async function operatorOf(context: VaultContext): Promise<Result<Identity, Problem>> {
  const identity = await identify(context.req.raw, context.env, Date.now())
  if (!identity.ok) return identity
  return identity.value.kind === 'operator' ? identity : refuse(PROBLEMS.forbidden)
}

function readContent(
  body: Readonly<Record<string, unknown>>,
  development: boolean,
): Result<{ readonly kind: string; readonly content: AccountContent }, readonly FieldError[]> {
  const kind = typeof body.kind === 'string' ? body.kind : ''
  const gateway = gatewayCredentials(kind)
  if (gateway === undefined) return refuse([fieldError('kind', 'unknown', 'There is no gateway of this kind.')])
  const baseUrl = typeof body.baseUrl === 'string' ? parseBaseUrl(body.baseUrl, development) : undefined
  const credentials = gateway.parse(body.credentials)
  const errors = [
    ...(baseUrl === undefined ? [fieldError('baseUrl', 'invalid', 'The base URL has to be public https on 443.')] : []),
    ...(credentials.ok ? [] : [fieldError('credentials', 'invalid', credentials.error)]),
  ]
  if (baseUrl === undefined || !credentials.ok) return refuse(errors)
  return ok({ kind, content: { baseUrl, credentials: body.credentials } })
}
