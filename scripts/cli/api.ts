import { CommandError } from '../commands/commandError.ts'
import type { Target } from '../commands/target.ts'

/** What the commands ask the API with: any document, as the operator or as the shop's server. */
export interface Api {
  readonly target: Target
  readonly url: string
  readonly operatorKey: string
  /** Throws where nobody gave one. */
  readonly secretKey: () => string
  /** The answer's data; errors, top-level or in the one result, are a line each. */
  ask<Data>(query: string, variables?: object, credential?: string): Promise<Data>
}

interface Options {
  readonly 'operator-key'?: string | undefined
  readonly 'secret-key'?: string | undefined
}

interface Answer<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly message: string }[]
}

export function apiOf(target: Target, options: Options): Api {
  const operatorKey = options['operator-key'] ?? target.operatorKey
  if (operatorKey === undefined) throw new CommandError('--operator-key is missing: give an operator key.')
  if (target.apiOrigin === '') throw new CommandError('--remote needs API_ORIGIN in the environment.')
  const url = `${target.apiOrigin}/graphql`
  return {
    target,
    url,
    operatorKey,
    secretKey: () => {
      const key = options['secret-key'] ?? target.secretKey
      if (key === undefined) throw new CommandError('--secret-key is missing: give a secret key of test mode.')
      return key
    },
    async ask<Data>(query: string, variables: object = {}, credential = operatorKey) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
        body: JSON.stringify({ query, variables }),
      }).catch(() => undefined)
      if (response === undefined)
        throw new CommandError(`Nobody answers at ${url}: start the stack with \`npm start\`.`)
      const { data, errors } = (await response.json()) as Answer<Data>
      if (errors !== undefined) throw new CommandError(errors.map(({ message }) => message).join(' '))
      if (data === undefined || data === null)
        throw new CommandError(`The API answered ${response.status} without data.`)
      for (const result of Object.values(data)) throwRefusal(result)
      return data
    },
  }
}

/** A mutation's error is its result; selected as `... on Error { code message }`. */
function throwRefusal(result: unknown): void {
  if (typeof result !== 'object' || result === null) return
  const { code, message } = result as { readonly code?: unknown; readonly message?: unknown }
  if (typeof code === 'string' && typeof message === 'string') throw new CommandError(`${code}: ${message}`)
}
