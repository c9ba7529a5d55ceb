import { clientTo, type HttpAnswer } from './http.ts'

export interface GraphqlClient {
  /** The data of an answer without errors; any other answer is a failed benchmark. */
  ask<Data>(query: string, variables: object, headers?: Readonly<Record<string, string>>): Promise<Data>
  close(): void
}

export function graphqlClient(origin: string, path: string, connections: number): GraphqlClient {
  const client = clientTo(origin, connections)
  return {
    ask: async (query, variables, headers = {}) =>
      parsed(await client.post(path, headers, JSON.stringify({ query, variables }))),
    close: client.close,
  }
}

function parsed<Data>({ status, body }: HttpAnswer): Data {
  const { data, errors } = JSON.parse(body) as { data?: Data; errors?: unknown }
  if (status !== 200 || data === undefined || errors !== undefined) throw new Error(`answered ${status}: ${body}`)
  return data
}
