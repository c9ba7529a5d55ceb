import type { Background } from '../access/background.ts'
import type { ApiEnv } from '../env.ts'
import type { Answer, Command } from '../payment/command.ts'
import type { PaymentService } from '../payment/contract.ts'
import { narrowedTo, withSnapshot } from '../routing/account.ts'
import type { RoutingInput } from '../routing/request.ts'
import { cardIdOf, tokenFactsOf } from '../vault/contract.ts'
import type { HealthSnapshot } from './snapshot.ts'
import { type HealthWatch, healthWatch } from './watch.ts'

/** A payment that takes longer than this is worth a word while it lasts. */
const SLOW_MS = 1_500

/** The same input with what is known of each account's health just now. */
export async function withHealth(
  env: Pick<ApiEnv, 'GATEWAY_HEALTH'>,
  background: Background,
  { policy, accounts }: RoutingInput,
  watch: HealthWatch = healthWatch,
): Promise<RoutingInput> {
  const enabled = accounts.filter((account) => account.enabled).map(({ route }) => route.accountId)
  const snapshots = await watch.snapshots(env, background, enabled)
  return {
    policy,
    accounts: accounts.map((account) => withSnapshot(account, snapshots.get(account.route.accountId))),
  }
}

/**
 * Sends a command to its payment. One that pays is counted as under way at the account where it most likely goes, and
 * its answer teaches the isolate how its gateways did. A command whose answer was lost teaches nothing.
 */
export async function sendCommand(
  env: Pick<ApiEnv, 'GATEWAY_HEALTH'>,
  background: Background,
  payment: PaymentService,
  command: Command,
  watch: HealthWatch = healthWatch,
): Promise<Answer> {
  const confirmation = confirmationOf(command)
  if (confirmation === undefined) return payment.execute(command)
  const { routing, token = '' } = confirmation
  const first = routing.accounts.find(({ enabled, health }) => enabled && (health?.breaker ?? 'CLOSED') === 'CLOSED')
  const sinceMs = Date.now()
  if (first !== undefined) watch.begin(first.route.accountId, command)
  // While a gateway hangs there are no answers to go behind: what is under way is told all the same.
  const telling = setInterval(() => {
    if (first !== undefined) watch.tell(env, background, first.route.accountId)
  }, SLOW_MS)
  try {
    const answer = await payment.execute(lean(command))
    const view = answer.ok && !answer.replayed ? answer.view : null
    const card = tokenFactsOf(cardIdOf(token) ?? '')
    watch.learn(env, background, { handed: snapshotsOf(routing), view, sinceMs, card })
    return answer
  } finally {
    clearInterval(telling)
    if (first !== undefined) watch.end(first.route.accountId, command)
  }
}

/** Without what cannot move this choice: approvals by segment where nothing is scored, and those of other segments. */
function lean(command: Command): Command {
  if (command.kind === 'confirm') return { ...command, routing: withoutSegments(command.routing) }
  if (command.kind !== 'create' || command.confirm === undefined) return command
  const { amountMinor, currency, confirm, details } = command
  const card = tokenFactsOf(cardIdOf(confirm.token ?? '') ?? '')
  const country = card.country ?? details.billingAddress?.country
  const facts = { amountMinor, currency, method: confirm.method ?? 'card', ...card, country }
  const { policy, accounts } = withoutSegments(confirm.routing)
  const narrowed = accounts.map((account) =>
    account.health === undefined ? account : { ...account, health: narrowedTo(facts, account.health) },
  )
  return { ...command, confirm: { ...confirm, routing: { policy, accounts: narrowed } } }
}

function withoutSegments(routing: RoutingInput): RoutingInput {
  const { policy, accounts } = routing
  if (policy.rules.some(({ strategy }) => strategy === 'BEST')) return routing
  const bare = accounts.map((account) =>
    account.health === undefined ? account : { ...account, health: { ...account.health, segments: {} } },
  )
  return { policy, accounts: bare }
}

function confirmationOf(command: Command): { readonly routing: RoutingInput; readonly token?: string } | undefined {
  if (command.kind === 'create') return command.confirm
  return command.kind === 'confirm' ? command : undefined
}

const snapshotsOf = ({ accounts }: RoutingInput): ReadonlyMap<string, HealthSnapshot> =>
  new Map(accounts.flatMap(({ route, health }) => (health === undefined ? [] : [[route.accountId, health] as const])))
