import type { Client } from './client.ts'

interface RuleInput {
  readonly name: string
  readonly strategy: 'ORDER' | 'WEIGHT' | 'BEST'
  readonly when?: object
  readonly candidates?: readonly { readonly gatewayId: string; readonly weight?: number }[]
  readonly onUnknown?: 'WAIT' | 'CASCADE'
}

export type Operator = ReturnType<typeof operatorOf>

/** What an operator does, with the operator key, over GraphQL. */
export function operatorOf({ stack, graphql }: Client) {
  const ask = async (query: string, variables: object = {}) => {
    const { data, errors } = await graphql(query, variables, stack.keys.operatorKey)
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    return data
  }
  const change = async (name: string, input: object, fields: string) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1)
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { ${fields} } ... on Error { code message path } } }`
    const changed = (await ask(query, { input }))[name]
    if (changed.code !== undefined) throw new Error(`${name}: ${JSON.stringify(changed)}`)
    return changed
  }
  const breakers = async (): Promise<readonly { id: string; name: string; health: { breaker: string } | null }[]> =>
    (await ask('{ gateways { id name health { breaker } } }')).gateways

  return {
    ask,
    change,
    updateGateway: (input: object) => change('updateGateway', input, 'gateway { id }'),
    isolate: (id: string) => change('isolateGateway', { id }, 'gateway { id }'),
    restore: (id: string) => change('restoreGateway', { id }, 'gateway { id }'),
    addGateway: async (input: object): Promise<string> =>
      (await change('addGateway', input, 'gateway { id webhookUrl }')).gateway.id,
    savePolicy: (rules: readonly RuleInput[]) =>
      change('saveRoutingPolicy', { rules: rules.map((rule) => ({ when: {}, ...rule })) }, 'routingPolicy { version }'),
    breakerOf: async (gateway: string): Promise<string> =>
      (await breakers()).find(({ name }) => name === gateway)?.health?.breaker ?? 'CLOSED',
    decisionOf: async (id: string) =>
      (
        await ask(
          `query ($id: ID!) { payment(id: $id) { attempts { decision {
             reason rule policyVersion candidates { gateway score eliminatedBecause } } } } }`,
          { id },
        )
      ).payment.attempts.map(({ decision }: { decision: unknown }) => decision),

    /** As if somebody had put the account right by hand: what one test broke is not held against the next. */
    allHealthy: async (): Promise<void> => {
      const broken = (await breakers()).filter(({ health }) => (health?.breaker ?? 'CLOSED') !== 'CLOSED')
      for (const { id } of broken) {
        await change('isolateGateway', { id }, 'gateway { id }')
        await change('restoreGateway', { id }, 'gateway { id }')
      }
    },
    /** Takes the credentials out of the vault, behind Turnpike's back. */
    forgetInVault: async (id: string): Promise<void> => {
      const answer = await fetch(`${stack.vaultOrigin}/accounts/${id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${stack.keys.operatorKey}` },
      })
      if (answer.status !== 204) throw new Error(`the vault answered ${answer.status}`)
    },
  }
}
