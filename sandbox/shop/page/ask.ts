/** An answer that says no, in words for a person. Any other error means that nobody knows what became of the request. */
export class Refused extends Error {}

/** The shop's own server, which alone has the keys. */
export async function ask<Value>(method: string, path: string, body?: object | null): Promise<Value> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (response.status === 204) return undefined as Value
  const answer = await response.json()
  if (!response.ok) throw response.status < 500 ? new Refused(answer.message) : new Error(answer.message)
  return answer
}
