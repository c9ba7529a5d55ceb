import type { ApiServices } from '../../schema/context.ts'
import type { GatewayAccount } from '../../src/access/accounts.ts'
import type { ActivityFeed } from '../../src/activity/feed.ts'
import type { AuditPage, AuditService } from '../../src/audit/contract.ts'
import type { ConfigurationService } from '../../src/configuration/contract.ts'
import { UnavailableError } from '../../src/db/trouble.ts'
import type { DeadLetterService } from '../../src/event/deadLetters.ts'
import { createGraphqlServer } from '../../src/http/graphql/server.ts'
import type { Answer, Command } from '../../src/payment/command.ts'
import type { PaymentService } from '../../src/payment/contract.ts'
import type { EventPage, PaymentView } from '../../src/payment/view.ts'
import type { HealthDetails } from '../../src/resilience/snapshot.ts'
import { ok, refuse } from '../../src/result.ts'
import { FIRST_POLICY } from '../../src/routing/policy.ts'
import type { IdentifyResult, Identity } from '../../src/vault/contract.ts'
import type { UnmatchedService } from '../../src/webhook/in/unmatched.ts'
import { memoryFeed } from '../activity/memoryFeed.ts'
import { MERCHANT, samplePayment } from '../db/samplePayment.ts'

export const PAYMENT = samplePayment('order-1', { details: { description: 'Two books', metadata: { shelf: '7' } } })

const KINDS: Readonly<Record<string, Identity['kind']>> = {
  sk: 'secret',
  op: 'operator',
  pk: 'publishable',
  pay: 'client',
}

/** The kind by the key's first letters; a client secret opens PAYMENT. */
async function identify(credential: string, merchantId: string): Promise<IdentifyResult> {
  const kind = KINDS[credential.split('_')[0] ?? '']
  if (credential.includes('unavailable')) return { kind: 'unavailable' }
  if (kind === undefined) return { kind: 'refused' }
  const payment = kind === 'client' ? { paymentId: PAYMENT.id } : {}
  return {
    kind: 'identified',
    identity: {
      kind,
      merchantId,
      mode: credential.includes('_live') ? 'LIVE' : 'TEST',
      credentialId: credential,
      ...payment,
    },
  }
}

interface Setting {
  readonly production?: boolean
  readonly payment?: PaymentView
  readonly answer?: (command: Command) => Answer
  readonly events?: EventPage
  /** Absent: Postgres cannot be asked, and the caches have the one account ACCOUNT. */
  readonly configuration?: ConfigurationService
  readonly merchantOf?: (credential: string) => string
  readonly deadLetters?: DeadLetterService
  readonly unmatchedWebhooks?: UnmatchedService
  /** What is measured, by account. */
  readonly health?: Readonly<Record<string, HealthDetails>>
  readonly feed?: ActivityFeed
  readonly audit?: {
    readonly head: Awaited<ReturnType<AuditService['head']>>
    readonly page: AuditPage
  }
}

export const ACCOUNT: GatewayAccount = {
  id: 'gwa_1',
  merchantId: MERCHANT,
  mode: 'TEST',
  name: 'a',
  kind: 'sandbox',
  position: 1,
  weight: 1,
  enabled: true,
  costs: [],
}

async function unavailable(): Promise<never> {
  throw new UnavailableError(new Error('no Postgres here'))
}

const NO_CONFIGURATION: ConfigurationService = {
  listGateways: unavailable,
  addGateway: unavailable,
  changeGateway: unavailable,
  rotateCredentials: unavailable,
  removeGateway: unavailable,
  currentPolicy: unavailable,
  policyVersions: unavailable,
  savePolicy: unavailable,
  rollbackPolicy: unavailable,
  planFor: unavailable,
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
  readonly data: any
  readonly errors: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[]
}

/** The schema behind its HTTP server, over one payment that is kept in memory. Counts what its object is asked. */
export function createApi({
  production = true,
  payment = PAYMENT,
  answer,
  events,
  configuration = NO_CONFIGURATION,
  merchantOf = () => MERCHANT,
  health = {},
  feed = memoryFeed([]),
  deadLetters = { list: unavailable, redrive: unavailable },
  unmatchedWebhooks = { list: unavailable, body: unavailable, retry: unavailable, dismiss: unavailable },
  audit = { head: { number: 0, hash: '', atMs: null }, page: { entries: [], hasMore: false, oldest: 1 } },
}: Setting = {}) {
  /** Accounts as they were taken out of use and put back, and whose health was asked for. */
  const isolations: (readonly [accountId: string, isolated: boolean])[] = []
  const measurings: string[] = []
  const commands: Command[] = []
  /** What the audit log was asked for. */
  const audits: Parameters<AuditService['readBack']>[] = []
  const reads: string[] = []
  const eventReads: (readonly [paymentId: string, after: number, first: number, withViews: boolean])[] = []
  const looksBack: (readonly [paymentId: string, atMs: number])[] = []
  const gatewayFilters: (string | undefined)[] = []
  const object = (paymentId: string): PaymentService => ({
    execute: async (command) => {
      commands.push(command)
      return answer?.(command) ?? { ok: true, view: payment, replayed: false, firstSeenAtMs: payment.createdAtMs }
    },
    read: async () => {
      reads.push(paymentId)
      return paymentId === payment.id ? payment : null
    },
    readEvents: async (_caller, after, first, withViews) => {
      eventReads.push([paymentId, after, first, withViews])
      return {
        events: (events?.events ?? []).map(({ view, ...event }) => (withViews ? { ...event, view } : event)),
        hasMore: events?.hasMore ?? false,
      }
    },
    readAt: async (_caller, atMs) => {
      looksBack.push([paymentId, atMs])
      return paymentId === payment.id && atMs >= payment.createdAtMs ? { ...payment, asOfMs: atMs } : null
    },
    subscribe: async () => refuse('not_found'),
    readStates: async () => [payment],
    waitBeyond: async () => payment.seq,
    receive: async () => 'stored',
    stepOf: unavailable,
    returned: async () => null,
    erase: async () => 'absent',
    projected: async () => undefined,
  })
  const { details: _sealed, ...projected } = payment
  const services: ApiServices = {
    payment: object,
    listPayments: async ({ after, filter }) => {
      gatewayFilters.push(filter.gateway)
      return after === undefined
        ? ok({ rows: [{ row: projected, cursor: 'c1' }], hasNextPage: false, asOfMs: payment.updatedAtMs })
        : refuse('bad_cursor')
    },
    listRefunds: async () => ok({ rows: [], hasNextPage: false, asOfMs: null }),
    listDisputes: async () => ok({ rows: [], hasNextPage: false, asOfMs: null }),
    activity: () => feed,
    gatewayAccounts: async (owner) =>
      configuration === NO_CONFIGURATION ? [ACCOUNT] : configuration.listGateways(owner),
    send: (command) => object(command.paymentId).execute(command),
    customer: () => {
      throw new Error('no customers here')
    },
    removeCustomer: unavailable,
    listCustomers: unavailable,
    recurringSuccess: unavailable,
    routing: async () => ({ policy: FIRST_POLICY, accounts: [] }),
    configuration,
    gatewayHealth: async (accountId) => {
      measurings.push(accountId)
      return health[accountId] ?? null
    },
    audit: () => ({
      head: async () => audit.head,
      readBack: async (filter, before, first) => {
        audits.push([filter, before, first])
        return audit.page
      },
    }),
    health: () => ({ subscribe: async () => false, waitForChange: async () => ({ version: 1, details: null }) }),
    isolateGateway: async (_changer, accountId, isolated) => {
      isolations.push([accountId, isolated])
      const measured = health[accountId]
      return measured === undefined ? null : { ...measured, breaker: isolated ? 'ISOLATED' : 'CLOSED' }
    },
    webhookUrl: (accountId) => `https://api.test/webhooks/${accountId}`,
    clientSecret: ({ paymentId }) => `${paymentId}_secret_x`,
    deadLetters,
    unmatchedWebhooks,
    // Endpoints are objects: what is said to them is tested where there are some.
    webhooks: () => {
      throw new Error('there are no webhook endpoints here')
    },
  }
  const server = createGraphqlServer({ production })

  const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Reply> => {
    const request = new Request('https://api.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk_test_1', ...headers },
      body,
    })
    const response = await server(request, {
      requestId: 'req_1',
      services,
      identify: (credential) => identify(credential, merchantOf(credential)),
    })
    const text = await response.text()
    const json = text === '' ? {} : JSON.parse(text)
    return { status: response.status, headers: response.headers, data: json.data, errors: json.errors ?? [] }
  }

  const ask = (query: string, variables?: unknown, key = 'sk_test_1'): Promise<Reply> =>
    post(JSON.stringify({ query, variables }), { authorization: `Bearer ${key}` })

  return { ask, post, commands, reads, eventReads, looksBack, gatewayFilters, isolations, measurings, audits }
}

export const codesOf = (reply: Reply): readonly unknown[] => reply.errors.map(({ extensions }) => extensions.code)
