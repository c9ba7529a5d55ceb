/** Asks Postgres in Neon's own words over HTTP. Every value comes as the text that Postgres printed, or null. */
export async function ask(
  { databaseUrl, fetchEndpoint }: { readonly databaseUrl: string; readonly fetchEndpoint: string },
  query: string,
  params: readonly unknown[] = [],
): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const answer = await fetch(fetchEndpoint, {
    method: 'POST',
    headers: { 'neon-connection-string': databaseUrl, 'content-type': 'application/json' },
    body: JSON.stringify({ query, params }),
  })
  if (!answer.ok) throw new Error(`Postgres: ${await answer.text()}`)
  const { rows } = (await answer.json()) as { rows: readonly Readonly<Record<string, string | null>>[] }
  return rows
}
