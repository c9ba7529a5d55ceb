import * as z from 'zod'
import { CommandError } from './commandError.ts'
import type { Target } from './target.ts'

/** The parts of the vault's problem documents that tell somebody what to mend. They never repeat a value. */
const PROBLEM = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
})

/** Gives the vault an account's base URL and credentials. Nothing reads them back. */
export async function putVaultAccount(
  target: Target,
  operatorKey: string,
  id: string,
  account: { readonly kind: string; readonly baseUrl: string; readonly credentials: unknown },
): Promise<void> {
  const answer = await askVault(target, operatorKey, id, 'PUT', JSON.stringify(account))
  if (!answer.ok) throw new CommandError(`The vault refused the gateway: ${await problemOf(answer)}`)
}

/** An account that the vault has no more is as well gone. */
export async function forgetVaultAccount(target: Target, operatorKey: string, id: string): Promise<void> {
  const answer = await askVault(target, operatorKey, id, 'DELETE')
  if (!answer.ok && answer.status !== 404) {
    throw new CommandError(`The gateway is removed, but the vault kept its credentials: ${await problemOf(answer)}`)
  }
}

async function askVault(target: Target, operatorKey: string, id: string, method: 'PUT' | 'DELETE', body?: string) {
  if (target.vaultOrigin === '')
    throw new CommandError('--remote needs VAULT_ORIGIN and API_ORIGIN in the environment.')
  const answer = await fetch(`${target.vaultOrigin}/accounts/${id}`, {
    method,
    headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  }).catch(() => undefined)
  if (answer === undefined) throw new CommandError(`The vault at ${target.vaultOrigin} does not answer: is it running?`)
  return answer
}

async function problemOf(answer: Response): Promise<string> {
  const problem = PROBLEM.safeParse(await answer.json().catch(() => undefined)).data
  const errors = problem?.errors?.map(({ message }) => message).join(' ')
  return errors || problem?.detail || problem?.title || `it answered ${answer.status}.`
}
