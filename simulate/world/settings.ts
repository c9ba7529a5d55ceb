import type { Caller } from '../../src/payment/command.ts'
import type { RoutingInput } from '../../src/routing/request.ts'
import type { Weather } from './weather.ts'

/** A merchant with three accounts, as the api Worker has it from its configuration. */
export const MERCHANT = 'mer_simulated'
export const OWNER = { merchantId: MERCHANT, mode: 'TEST' } as const
export const CALLER: Caller = { kind: 'secret', ...OWNER }
export const ACCOUNTS: readonly string[] = ['a', 'b', 'c'].map((letter) => `gwa_0${'a'.repeat(25)}${letter}`)

export const START_MS = Date.UTC(2027, 0, 4, 9)
export const SET_UP_MS = 1_000
/** Lives begin within so many seconds: close enough together to share batches, questions and breakers. */
export const BEGIN_WITHIN_MS = 10_000
/** From then on nothing goes wrong any more. */
export const FAULTS_END_MS = START_MS + 60_000
/** Longer than anything that waits by itself: holds end after a week. */
export const LATE_MS = START_MS + 60 * 24 * 3_600_000

/** What an endpoint is told of: enough to see that nothing is left out. */
export const TYPES = [
  'PAYMENT_CREATED',
  'PAYMENT_AUTHORIZED',
  'PAYMENT_DECLINED',
  'CAPTURE_SUCCEEDED',
  'REFUND_SUCCEEDED',
  'PAYMENT_CANCELED',
  'PAYMENT_EXPIRED',
] as const

export const kindIn = ({ asynchronous }: Weather, accountId: string): string =>
  asynchronous.has(accountId) ? 'asynchronous' : 'sandbox'

/** The account of a KV entry's name. */
export function accountNamed(name: string, weather: Weather) {
  const id = name.slice('account:'.length)
  const kind = kindIn(weather, id)
  return { id, ...OWNER, name: id.slice(-1), kind, position: 1, weight: 1, enabled: true, costs: [] }
}

export const routingIn = (weather: Weather): RoutingInput => {
  const { cascades, strategy, routes } = weather
  return {
    policy: {
      version: 0,
      rules: [
        {
          ...{ name: 'all of them', when: {}, strategy, onUnknown: cascades ? 'CASCADE' : 'WAIT' },
          candidates: strategy === 'WEIGHT' ? ACCOUNTS.map((accountId) => ({ accountId, weight: 1 })) : [],
        },
      ],
    },
    accounts: ACCOUNTS.map((accountId, index) => ({
      route: {
        ...{ accountId, gateway: accountId.slice(-1), kind: kindIn(weather, accountId) },
        capabilities: { oneCallSale: true, multipleCaptures: true },
        ...routes[index],
      },
      enabled: true,
      costs: [],
    })),
  }
}
