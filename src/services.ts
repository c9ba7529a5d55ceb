import type { ApiServices, ChildRow, ListPage, ListQuery, ListResult } from '../schema/context.ts'
import { gatewayAccountsFor, routingFor } from './access/accounts.ts'
import type { Background } from './access/background.ts'
import { clientSecretFor } from './access/clientSecret.ts'
import { feedOf } from './activity/service.ts'
import { audited } from './audit/audited.ts'
import { auditOf, workerAudit } from './audit/service.ts'
import { workerConfiguration } from './configuration/worker.ts'
import { removeCustomer } from './customer/audited.ts'
import { type CardPorts, sendWithCard } from './customer/send.ts'
import { customerOf } from './customer/service.ts'
import { type CursorKey, decodeCursor, encodeCursor, type ListName, type ListScope } from './db/cursor.ts'
import { listCustomers } from './db/customers.ts'
import { createDatabase, type Database } from './db/database.ts'
import { listDisputes } from './db/disputes.ts'
import type { ListOwner, ListRequest, ListPage as RowPage } from './db/list.ts'
import { listPayments } from './db/payments.ts'
import { countRecurring } from './db/recurring.ts'
import { listRefunds } from './db/refunds.ts'
import type { Network } from './defence/network.ts'
import { sendDefended } from './defence/send.ts'
import type { ApiEnv, Settings } from './env.ts'
import { deadLetterService } from './event/deadLetters.ts'
import { gatewayOf } from './gateway/registry.ts'
import type { Command } from './payment/command.ts'
import type { PaymentService } from './payment/contract.ts'
import { recurringSuccess } from './recurring/success.ts'
import { sendCommand, withHealth } from './resilience/send.ts'
import { healthOf } from './resilience/service.ts'
import { healthWatch } from './resilience/watch.ts'
import { ok, refuse } from './result.ts'
import { deliver } from './webhook/in/deliver.ts'
import { unmatchedService } from './webhook/in/unmatched.ts'
import { auditedWebhooks } from './webhook/out/audited.ts'
import { webhookEndpointOf } from './webhook/out/endpoint.ts'
import { prepareFor } from './webhook/out/prepare.ts'
import { webhookService } from './webhook/out/service.ts'

/** What the schema asks for, from the Worker's bindings. */
export function createServices(
  env: ApiEnv,
  settings: Settings,
  background: Background,
  /** Where the request comes from, where it is one. */
  network?: Network,
): ApiServices {
  const { signingSecret } = settings
  return {
    payment: (paymentId) => paymentOf(env, paymentId),
    listPayments: (query) => list(env, signingSecret, 'payments', query, listPayments, ({ view }) => view),
    listRefunds: (query) => list(env, signingSecret, 'refunds', query, listRefunds, childRow),
    listDisputes: (query) => list(env, signingSecret, 'disputes', query, listDisputes, childRow),
    activity: (owner) => feedOf(env, signingSecret, owner),
    gatewayAccounts: ({ merchantId, mode }) => gatewayAccountsFor(env, background, merchantId, mode),
    send: (command, wishes = {}) => {
      const send = (sent: Command) =>
        sendDefended(network, sent, (defended) =>
          sendCommand(env, background, paymentOf(env, defended.paymentId), defended),
        )
      if (command.kind !== 'create' && command.kind !== 'confirm') return send(command)
      const hasWishes = Object.keys(wishes).length > 0
      if (!hasWishes && (command.kind === 'confirm' || command.customerId === undefined)) return send(command)
      return sendWithCard(cardPorts(env, background), command, wishes, send)
    },
    customer: (customerId) => customerOf(env, customerId),
    removeCustomer: (changer, customerId, erase) =>
      removeCustomer(customerOf(env, customerId), workerAudit(env), changer, customerId, erase),
    listCustomers: async ({ merchantId, mode, first, after }) => {
      const scope: ListScope = { list: 'customers', merchantId, mode }
      const place = after === undefined ? undefined : decodeCursor(signingSecret, scope, after)
      if (after !== undefined && place === undefined) return refuse('bad_cursor')
      const request = { first, ...(place === undefined ? {} : { after: place }) }
      const { rows, hasNextPage } = await listCustomers(createDatabase(env), { merchantId, mode }, request)
      return ok({
        rows: rows.map((key) => ({ id: key.id, cursor: encodeCursor(signingSecret, scope, key) })),
        hasNextPage,
      })
    },
    recurringSuccess: async (owner, span) => {
      const { groups, asOf } = await countRecurring(createDatabase(env), owner, span)
      return { ...recurringSuccess(groups), asOfMs: asOf?.getTime() ?? Date.now() }
    },
    routing: async ({ merchantId, mode }) =>
      withHealth(env, background, await routingFor(env, background, merchantId, mode)),
    configuration: workerConfiguration(env, async (accountIds) =>
      Object.fromEntries(await healthWatch.snapshots(env, background, accountIds, false)),
    ),
    audit: (owner) => auditOf(env, { merchantId: owner.merchantId, mode: owner.mode }),
    health: (accountId) => healthOf(env, accountId),
    gatewayHealth: (accountId) => healthOf(env, accountId).details(),
    isolateGateway: async (changer, accountId, isolated) => {
      const action = isolated ? 'gateway.isolate' : 'gateway.restore'
      await audited(workerAudit(env), changer, { action, subject: accountId }, async () =>
        ok(await healthOf(env, accountId).isolate(isolated)),
      )
      healthWatch.forget(accountId)
      return healthOf(env, accountId).details()
    },
    webhookUrl: (accountId) => `${settings.publicOrigin}/webhooks/${accountId}`,
    clientSecret: (payment) => clientSecretFor(signingSecret, payment),
    deadLetters: deadLetterService(env),
    unmatchedWebhooks: unmatchedService(env.ARCHIVE, ({ id, merchantId, mode, kind }, rawBody) =>
      deliver(rawBody, { accountId: id, merchantId, mode }, kind, {
        vault: env.VAULT,
        gatewayOf,
        payment: (paymentId) => paymentOf(env, paymentId),
      }),
    ),
    webhooks: () => {
      const { production } = settings
      const endpoint = (id: string) => webhookEndpointOf(env, id)
      const prepare = prepareFor(production)
      const service = webhookService({ db: createDatabase(env), endpoint, prepare, production, nowMs: Date.now })
      return auditedWebhooks(service, workerAudit(env))
    },
  }
}

const cardPorts = (env: ApiEnv, background: Background): CardPorts => ({
  customer: (customerId) => customerOf(env, customerId),
  payment: (paymentId) => paymentOf(env, paymentId),
  vault: env.VAULT,
  behind: (work) => background.waitUntil(work),
})

/** The payment's object. RPC's own types wrap every value once more, and lose the unions on the way. */
export const paymentOf = (env: Pick<ApiEnv, 'PAYMENTS'>, paymentId: string): PaymentService =>
  env.PAYMENTS.getByName(paymentId) as unknown as PaymentService

const childRow = <View>({ paymentId, currency, view }: ChildRow<View>): ChildRow<View> => ({
  paymentId,
  currency,
  view,
})

/** Reads one page, with cursors that only this merchant's own list takes back. */
async function list<Status extends string, Node extends { readonly cursorKey: CursorKey }, Row>(
  env: ApiEnv,
  signingSecret: string,
  name: ListName,
  { merchantId, mode, first, after, filter }: ListQuery<Status>,
  read: (db: Database, owner: ListOwner, request: ListRequest<Status>) => Promise<RowPage<Node>>,
  toRow: (node: Node) => Row,
): ListResult<Row> {
  const scope: ListScope = { list: name, merchantId, mode }
  const place = after === undefined ? undefined : decodeCursor(signingSecret, scope, after)
  if (after !== undefined && place === undefined) return refuse('bad_cursor')
  const request = { first, filter, ...(place === undefined ? {} : { after: place }) }
  const { nodes, hasNextPage, asOf } = await read(createDatabase(env), { merchantId, mode }, request)
  const rows = nodes.map((node) => ({ row: toRow(node), cursor: encodeCursor(signingSecret, scope, node.cursorKey) }))
  const page: ListPage<Row> = { rows, hasNextPage, asOfMs: asOf === null ? null : asOf.getTime() }
  return ok(page)
}
