import type { TypedDocumentString } from '../generated/graphql.ts'

/** Longer than Turnpike itself takes over a payment (30 s), so that its answer is not missed for a moment. */
const TIMEOUT_MS = 35_000

export type Graphql = <Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
) => Promise<Data>

/** Asks Turnpike with the secret key. Throws where there is no answer; then the same request may be sent again. */
export const createGraphql =
  (apiOrigin: string, secretKey: string): Graphql =>
  async <Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> => {
    const response = await fetch(`${apiOrigin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secretKey}` },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const { data, errors } = (await response.json()) as { data?: Data | null; errors?: readonly { message: string }[] }
    if (data === undefined || data === null) throw new Error(errors?.[0]?.message ?? `Turnpike: ${response.status}`)
    return data
  }
