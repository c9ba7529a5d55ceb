import { type Result, refuse } from '../../result.ts'
import type { Identity } from '../contract.ts'
import { readJsonObject } from '../http/body.ts'
import { answerProblem, type VaultContext } from '../http/context.ts'
import { invalidFields, PROBLEMS, type Problem } from '../http/problem.ts'
import { identify } from '../identify.ts'
import { isAccountId } from './account.ts'
import { type AccountChange, removeAccount, saveAccount } from './save.ts'

/** Credentials with a private key or two in PEM fit well into this. */
const LARGEST_BODY_BYTES = 32 * 1024

/**
 * `PUT /accounts/:id`: an operator writes base URL and credentials of a gateway account. Nothing reads them back. A PUT
 * replaces the whole: what is left out does not stay, it is wrong.
 */
export const putAccount = (context: VaultContext): Promise<Response> =>
  writeAccount(context, ({ kind, baseUrl, credentials }) => ({
    kind,
    baseUrl: baseUrl ?? null,
    credentials: credentials ?? null,
  }))

/** `PATCH /accounts/:id`: the same, and what is left out stays, such as the base URL when credentials are rotated. */
export const patchAccount = (context: VaultContext): Promise<Response> =>
  writeAccount(context, ({ kind, baseUrl, credentials }) => ({ kind, baseUrl, credentials }))

async function writeAccount(
  context: VaultContext,
  changeOf: (body: Readonly<Record<string, unknown>>) => AccountChange,
): Promise<Response> {
  const operator = await operatorOf(context)
  if (!operator.ok) return answerProblem(context, operator.error)
  const id = context.req.param('id') ?? ''
  if (!isAccountId(id)) return answerProblem(context, PROBLEMS.not_found)
  const body = await readJsonObject(context.req.raw, LARGEST_BODY_BYTES, ['kind', 'baseUrl', 'credentials'])
  if (!body.ok) return answerProblem(context, body.error)
  const { merchantId, mode } = operator.value
  const saved = await saveAccount(context.env, id, { merchantId, mode }, changeOf(body.value))
  if (saved.ok) return context.body(null, 204)
  return answerProblem(context, saved.error === 'not_found' ? PROBLEMS.not_found : invalidFields(saved.error))
}

/** `DELETE /accounts/:id`. */
export async function deleteAccount(context: VaultContext): Promise<Response> {
  const operator = await operatorOf(context)
  if (!operator.ok) return answerProblem(context, operator.error)
  const id = context.req.param('id') ?? ''
  if (!isAccountId(id)) return answerProblem(context, PROBLEMS.not_found)
  const { merchantId, mode } = operator.value
  const removed = await removeAccount(context.env, id, { merchantId, mode })
  return removed === 'removed' ? context.body(null, 204) : answerProblem(context, PROBLEMS.not_found)
}

async function operatorOf(context: VaultContext): Promise<Result<Identity, Problem>> {
  const identity = await identify(context.req.raw, context.env, Date.now())
  if (!identity.ok) return identity
  return identity.value.kind === 'operator' ? identity : refuse(PROBLEMS.forbidden)
}
