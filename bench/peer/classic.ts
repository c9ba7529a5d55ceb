import { join } from 'node:path'
import { choosePorts } from '../../scripts/stack/ports.ts'
import type { DirectAcquirer } from '../acquirer.ts'
import { graphqlClient } from '../graphql.ts'
import { type System, startServer, stopServer } from './system.ts'

type Made = Record<string, { readonly id: string; readonly status: string }>

const CREATE =
  'mutation ($key: String!) { made: createPayment(key: $key, amountMinor: 1000, card: "4242424242424242") { id status } }'
const CAPTURE = 'mutation ($key: String!, $id: ID!) { made: capturePayment(key: $key, id: $id) { id status } }'
const REFUND = 'mutation ($key: String!, $id: ID!) { made: refundPayment(key: $key, id: $id) { id status } }'

export async function startClassic(
  databaseUrl: string,
  acquirer: DirectAcquirer,
  connections: number,
): Promise<System> {
  const { api: port } = await choosePorts(0, '127.0.0.1')
  const server = await startServer(join(import.meta.dirname, 'classicServer.ts'), {
    DATABASE_URL: databaseUrl,
    ACQUIRER: acquirer.origin,
    AUTHORIZATION: acquirer.authorization,
    PORT: String(port),
  })
  const client = graphqlClient(`http://127.0.0.1:${port}`, '/graphql', connections)
  const ask = async (query: string, variables: object, status: string) => {
    const { made } = await client.ask<Made>(query, variables)
    if (made?.status !== status) throw new Error(`a payment is not ${status}: ${JSON.stringify(made)}`)
    return made.id
  }
  return {
    name: 'a service of single transactions',
    prepare: async (_jobs, round) => async (index) => {
      const key = `${round}-${index}`
      const id = await ask(CREATE, { key }, 'AUTHORIZED')
      await ask(CAPTURE, { key: `${key}-c`, id }, 'CAPTURED')
      await ask(REFUND, { key: `${key}-r`, id }, 'REFUNDED')
    },
    stop: async () => {
      client.close()
      await stopServer(server)
    },
  }
}
