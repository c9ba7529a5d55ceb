import * as z from 'zod'
import type { ConfigurationPorts } from '../../src/configuration/ports.ts'
import { ok, refuse } from '../../src/result.ts'
import { CommandError } from './commandError.ts'
import type { Target } from './target.ts'

/** The parts of the vault's problem documents that tell somebody what to mend. They never repeat a value. */
const PROBLEM = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.enum(['kind', 'baseUrl', 'credentials']), message: z.string() })).optional(),
})

/** The vault through its own door, which believes an operator's key. It takes base URL and credentials and shows neither. */
export function vaultAccounts(target: Target, operatorKey: string): ConfigurationPorts['vault'] {
  return {
    async putAccount({ accountId, kind, baseUrl, credentials }) {
      // A PUT is the whole account; with a PATCH what is left out stays.
      const method = baseUrl === undefined || credentials === undefined ? 'PATCH' : 'PUT'
      const body = JSON.stringify({ kind, baseUrl, credentials })
      const answer = await askVault(target, operatorKey, accountId, method, body)
      if (answer.ok) return ok('kept')
      if (answer.status === 404) return refuse('not_found')
      const problem = await problemOf(answer)
      if (problem?.errors !== undefined && problem.errors.length > 0) return refuse(problem.errors)
      throw new CommandError(`The vault refused the gateway: ${textOf(problem, answer)}`)
    },
    async removeAccount({ accountId }) {
      const answer = await askVault(target, operatorKey, accountId, 'DELETE')
      if (answer.ok) return 'removed'
      if (answer.status === 404) return 'not_found'
      const why = textOf(await problemOf(answer), answer)
      throw new CommandError(`The gateway is removed, but the vault kept its credentials: ${why}`)
    },
  }
}

async function askVault(
  { vaultOrigin }: Target,
  operatorKey: string,
  id: string,
  method: 'PUT' | 'PATCH' | 'DELETE',
  body?: string,
): Promise<Response> {
  if (vaultOrigin === '') throw new CommandError('--remote needs VAULT_ORIGIN and API_ORIGIN in the environment.')
  const answer = await fetch(`${vaultOrigin}/accounts/${id}`, {
    method,
    headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  }).catch(() => undefined)
  if (answer === undefined) throw new CommandError(`The vault at ${vaultOrigin} does not answer: is it running?`)
  return answer
}

const problemOf = async (answer: Response) => PROBLEM.safeParse(await answer.json().catch(() => undefined)).data

const textOf = (problem: z.infer<typeof PROBLEM> | undefined, { status }: Response): string =>
  problem?.detail || problem?.title || `it answered ${status}.`
