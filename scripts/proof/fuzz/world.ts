import { readFileSync } from 'node:fs'
import { buildSchema, type GraphQLSchema } from 'graphql'
import type { EncryptionKey } from '../../../checkout-widget/frame/encryptCard.ts'
import { startAdyenDouble } from '../../../test/gateway/adyen/double.ts'
import type { GatewayDouble } from '../../../test/gateway/contract/double.ts'
import { CARDS as PAYPAL_CARDS, startPaypalDouble } from '../../../test/gateway/paypal/double.ts'
import { startSandboxDouble } from '../../../test/gateway/sandbox/double.ts'
import { APPROVED } from '../../../test/gateway/stripe/cards.ts'
import { startStripeDouble } from '../../../test/gateway/stripe/double.ts'
import { CARDS, clientOf } from '../../../test/stack/support/client.ts'
import { operatorOf } from '../../../test/stack/support/operator.ts'
import type { ChildStack } from '../../stack/child.ts'

/** A gateway that tells of a payment that is there. */
export interface Talker {
  readonly kind: string
  readonly webhookUrl: string
  readonly sign: GatewayDouble['sign']
  /** Genuine ones, to begin with. */
  readonly bodies: readonly unknown[]
}

/** A stack with every connector, a payment through each, and what a caller holds of them. */
export interface World {
  readonly stack: ChildStack
  readonly schema: GraphQLSchema
  readonly frameKey: EncryptionKey
  readonly paymentIds: readonly string[]
  readonly clientSecret: string
  readonly talkers: readonly Talker[]
  close(): Promise<void>
}

const STARTS = [
  { kind: 'stripe', start: startStripeDouble, card: APPROVED },
  { kind: 'adyen', start: startAdyenDouble, card: undefined },
  // Its holder disputes it, which the acquirer tells.
  { kind: 'sandbox', start: startSandboxDouble, card: CARDS.disputed },
  { kind: 'paypal', start: startPaypalDouble, card: PAYPAL_CARDS.approved },
] as const

/** A change of configuration is seen within a minute everywhere, as documented. */
const LONGEST_CHANGE_MS = 60_000

export async function createWorld(stack: ChildStack): Promise<World> {
  const client = clientOf(stack)
  const operator = operatorOf(client)
  const { keys } = (await (await fetch(`${stack.vaultOrigin}/keys`)).json()) as { keys: readonly EncryptionKey[] }
  const [frameKey] = keys
  if (frameKey === undefined) throw new Error('the vault gave no key')
  const first = await client.pay()

  const started = await Promise.all(
    STARTS.map(async ({ kind, start, card }) => ({ kind, double: (await start()) as GatewayDouble, card })),
  )
  const accounts = []
  for (const { kind, double, card } of started) {
    const { baseUrl, credentials } = double
    const account = { name: kind, kind, baseUrl, credentials }
    const { gateway } = await operator.change('addGateway', account, 'gateway { id webhookUrl }')
    accounts.push({ kind, double, card, id: gateway.id as string, webhookUrl: gateway.webhookUrl as string })
  }
  await operator.savePolicy(
    accounts.map(({ kind, id }) => ({
      name: kind,
      when: { metadata: { lane: [kind] } },
      strategy: 'ORDER',
      candidates: [{ gatewayId: id }, { gatewayId: stack.accountIds.b }],
    })),
  )
  const paymentIds = [first.payment.id]
  const talkers: Talker[] = []
  for (const { kind, double, card, webhookUrl } of accounts) {
    const id = await paidThrough(kind, () => client.pay(card, { metadata: { lane: kind } }))
    paymentIds.push(id)
    talkers.push({ kind, webhookUrl, sign: double.sign, bodies: await toldOf(double, id) })
  }
  return {
    stack,
    schema: buildSchema(readFileSync('schema/schema.graphql', 'utf8')),
    frameKey,
    paymentIds,
    clientSecret: await clientSecretOf(client),
    talkers,
    async close() {
      for (const { double } of started) await double.close()
    },
  }
}

async function paidThrough(
  kind: string,
  pay: () => Promise<{ readonly payment: { readonly id: string; readonly attempts: readonly { gateway: string }[] } }>,
): Promise<string> {
  const untilMs = Date.now() + LONGEST_CHANGE_MS
  for (;;) {
    const { payment } = await pay()
    if (payment.attempts[0]?.gateway === kind) return payment.id
    if (Date.now() > untilMs) throw new Error(`no payment goes to ${kind}`)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/** What the gateway has to tell, once it has told something; nothing where it tells nothing of such a payment. */
async function toldOf(double: GatewayDouble, id: string): Promise<readonly unknown[]> {
  for (let looks = 0; looks < 20; looks += 1) {
    const bodies = await double.webhooks(id)
    if (bodies.length > 0) return bodies
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  return []
}

async function clientSecretOf(client: ReturnType<typeof clientOf>): Promise<string> {
  const { clientSecret } = (await client.create()) as { readonly clientSecret?: string }
  if (clientSecret === undefined) throw new Error('a payment came without its client secret')
  return clientSecret
}
