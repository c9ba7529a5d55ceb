import { join } from 'node:path'
import { readSettings } from '../sandbox/settings.ts'
import type { ChildStack } from '../scripts/stack/child.ts'
import { saleBody } from './floor/sale.ts'
import { clientTo } from './http.ts'

/** Acquirer a of a running stack, called as the vault calls it. */
export interface DirectAcquirer {
  readonly origin: string
  readonly authorization: string
  /** Pays once over one connection that stays open. */
  pay(attemptId: string): Promise<void>
  close(): void
}

export async function directAcquirer(stack: ChildStack): Promise<DirectAcquirer> {
  const { a } = await readSettings(join(stack.stateDirectory, 'sandbox'))
  const origin = `http://127.0.0.1:${a.port}`
  const client = clientTo(origin, 1)
  const basic = Buffer.from(`${a.clientId}:${a.clientSecret}`).toString('base64')
  const granted = await client.post(
    '/oauth/token',
    { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    'grant_type=client_credentials',
  )
  if (granted.status !== 200) throw new Error(`the acquirer gave no access token: ${granted.status}`)
  const { access_token: token } = JSON.parse(granted.body) as { access_token: string }
  const authorization = `Bearer ${token}`
  return {
    origin,
    authorization,
    pay: async (attemptId) => {
      const { status, body } = await client.post('/payments', { authorization }, saleBody(attemptId, attemptId))
      if (status !== 201) throw new Error(`the acquirer answered ${status}: ${body}`)
    },
    close: client.close,
  }
}

/** How often the acquirer's book charged each reference. */
export async function chargesByReference(sandboxOrigin: string): Promise<ReadonlyMap<string, number>> {
  const rows = (await (await fetch(`${sandboxOrigin}/a/charges`)).json()) as readonly { readonly reference: string }[]
  const counts = new Map<string, number>()
  for (const { reference } of rows) counts.set(reference, (counts.get(reference) ?? 0) + 1)
  return counts
}
