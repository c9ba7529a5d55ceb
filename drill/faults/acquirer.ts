import { setTimeout as wait } from 'node:timers/promises'
import { between, oneOf, type Random } from '../world/random.ts'
import { GATEWAY_TIMEOUT_MS, type World } from '../world/world.ts'
import type { Fault } from './fault.ts'

const AFTER = ['charge_then_hang', 'charge_then_500', 'charge_then_reset', 'half_answer'] as const
const BEFORE = ['reset_before', 'hang_before', 'unprocessed', 'unauthorized', 'latency'] as const
const OPERATIONS = ['authorize', 'capture', 'void', 'refund', 'lookup', 'fence', 'token'] as const
/** Longer than Turnpike waits: the answer comes, and nobody is there any more. */
const LATE_MS = GATEWAY_TIMEOUT_MS + 1_000
const STEP_MS = 500

/** Hung, reset, late, half and lost answers, ports that are shut, look-ups that see nothing yet, webhooks twice and in another order. */
export const acquirer: Fault = async ({ world, random, steps, isTimeLeft, during }) => {
  await policy(world, oneOf(random, ['WAIT', 'CASCADE']))
  for (let step = 0; step < steps && isTimeLeft(step); step += 1) {
    const broken = random() < 0.75 ? 'a' : 'b'
    const fault = faultOf(random)
    const what = [fault.kind, fault.operation ?? ''].join(' ').trimEnd()
    await during(`acquirer ${broken}: ${what}`, async () => {
      await world.client.fault(broken, fault)
      await wait(STEP_MS)
    })
  }
  await world.client.clearFaults()
}

interface AcquirerFault {
  readonly kind: string
  readonly times?: number
  readonly ms?: number
  readonly operation?: string
}

function faultOf(random: Random): AcquirerFault {
  const times = between(random, 1, 3)
  const place = random()
  if (place < 0.1) return { kind: 'refuse', ms: 400 }
  if (place < 0.2) return { kind: oneOf(random, ['late_lookup', 'duplicate_webhook', 'reorder_webhook']), times }
  // An acquirer that books another amount than it was asked for: held or taken, it goes back.
  if (place < 0.25) return { kind: 'wrong_amount', times: 1, operation: 'authorize' }
  const kind = random() < 0.6 ? oneOf(random, AFTER) : oneOf(random, BEFORE)
  return { kind, times, ms: LATE_MS, operation: oneOf(random, OPERATIONS) }
}

/** Whether a hold whose outcome is unknown is waited for, or the second gateway asked at once and the first hold let go. */
const policy = ({ operator }: World, onUnknown: 'WAIT' | 'CASCADE') =>
  operator.savePolicy([{ name: 'all', strategy: 'ORDER', candidates: [], onUnknown }])
