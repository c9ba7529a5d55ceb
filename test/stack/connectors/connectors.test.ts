import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/client.ts'
import { powerCut, runningStack } from '../support/fixture.ts'
import { operatorOf } from '../support/operator.ts'
import { adyen } from './adyen.ts'
import { challengeCases } from './cases/challenge.ts'
import { expectCarriedThrough, interrupted } from './cases/crash.ts'
import { paymentCases } from './cases/payment.ts'
import { troubleCases } from './cases/trouble.ts'
import { webhookCases } from './cases/webhook.ts'
import { type Lane, openLane } from './lane.ts'
import { paypal } from './paypal.ts'
import { stripe } from './stripe.ts'

const CONNECTORS = [stripe, adyen, paypal]
/** A change of configuration is seen within a minute everywhere, as documented. */
const LONGEST_CHANGE_MS = 60_000

/** One stack for all: each connector's account goes to its own double, and all doubles stand side by side. */
const running = runningStack({ areSideBySide: true })
const lanes = new Map<string, Lane>()

const laneOf = (kind: string): Lane => {
  const lane = lanes.get(kind)
  if (lane === undefined) throw new Error(`${kind} was not started`)
  return lane
}

beforeAll(async () => {
  const port = await portOfNobody()
  for (const connector of CONNECTORS) lanes.set(connector.kind, await openLane(connector, running, port))
  await operatorOf(running.client).savePolicy([...lanes.values()].flatMap(({ rules }) => rules))
  for (const { kind, pay } of lanes.values()) {
    await eventually(pay, ({ payment }) => payment.attempts[0]?.gateway === kind, LONGEST_CHANGE_MS)
  }
})
afterAll(async () => {
  for (const { double } of lanes.values()) await double.close()
})

describe.concurrent.each(CONNECTORS)('on the whole stack, $kind', ({ kind, own }) => {
  const lane = () => laneOf(kind)
  // One case after the other: a double has one fault at a time. The connectors go side by side.
  describe('holds:', { concurrent: false }, () => {
    afterEach(async () => {
      await lane().heal()
      expect(lane().violations()).toEqual([])
    })
    paymentCases(lane)
    challengeCases(lane)
    troubleCases(lane)
    webhookCases(lane)
    own?.(lane)
  })
})

describe('a kill -9 of everything', () => {
  test('CR2 after every gateway has carried out a sale, a capture, a void and a refund: each is carried through once', async () => {
    const waiting = await Promise.all([...lanes.values()].map(interrupted))
    await powerCut(running)
    for (const { lane } of waiting) await lane.double.fault(undefined)
    await Promise.all(waiting.map(expectCarriedThrough))
  })
})

/** A port that somebody had a moment ago, and nobody has now. */
async function portOfNobody(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
