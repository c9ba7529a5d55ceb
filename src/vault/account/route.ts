import { type Result, refuse } from '../../result.ts'
import type { AccountWriting, Identity } from '../contract.ts'
import { readJsonObject } from '../http/body.ts'
import { answerProblem, type VaultContext } from '../http/context.ts'
import { faultOf, log } from '../http/log.ts'
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
  const change = changeOf(body.value)
  if (!(await isInLog(context, operator.value, 'vault.account.put', change))) {
    return answerProblem(context, PROBLEMS.unavailable)
  }
  const saved = await saveAccount(context.env, id, { merchantId, mode }, change)
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
  if (!(await isInLog(context, operator.value, 'vault.account.remove'))) {
    return answerProblem(context, PROBLEMS.unavailable)
  }
  const removed = await removeAccount(context.env, id, { merchantId, mode })
  return removed === 'removed' ? context.body(null, 204) : answerProblem(context, PROBLEMS.not_found)
}

/** Nothing is written that the merchant's audit log does not have first. A value is never in it, but for the host. */
async function isInLog(
  context: VaultContext,
  { merchantId, mode, credentialId }: Identity,
  action: AccountWriting['action'],
  change: AccountChange | undefined = undefined,
): Promise<boolean> {
  const given = Object.entries(change ?? {}).filter(([, value]) => value !== undefined && value !== null)
  const { baseUrl } = change ?? {}
  const host = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? { host: new URL(baseUrl).host } : {}
  const accountId = context.req.param('id') ?? ''
  const requestId = context.get('requestId')
  const fields = given.map(([name]) => name).sort()
  try {
    await context.env.API.recordAccountWriting({
      ...{ merchantId, mode, credentialId, requestId, accountId, action, fields },
      ...host,
    })
    return true
  } catch (error) {
    log({ level: 'warn', event: 'audit_unavailable', requestId, accountId, fault: faultOf(error) })
    return false
  }
}

async function operatorOf(context: VaultContext): Promise<Result<Identity, Problem>> {
  const identity = await identify(context.req.raw, context.env, Date.now())
  if (!identity.ok) return identity
  return identity.value.kind === 'operator' ? identity : refuse(PROBLEMS.forbidden)
}
