import type { PaymentEventType } from '../../payment/event.ts'
import type { Attempt, Delivery, DeliveryStatus, Endpoint } from './contract.ts'
import { deliveryId } from './id.ts'
import type { KeptEndpoint } from './kept.ts'
import type { DeliveryRow } from './rows.ts'
import type { Circuit } from './schedule.ts'

/** An endpoint as operators see it: everything but its secrets. */
export function endpointView(kept: KeptEndpoint, circuit: Circuit, pending: number, nowMs: number): Endpoint {
  const { id, owner, settings, enabled, disabledReason, createdAtMs, updatedAtMs, secrets } = kept
  const oldUntilMs = Math.max(0, ...secrets.map(({ untilMs = 0 }) => untilMs))
  return {
    ...settings,
    id,
    mode: owner.mode,
    enabled,
    ...(disabledReason === undefined ? {} : { disabledReason }),
    createdAtMs,
    updatedAtMs,
    failuresInARow: circuit.failures,
    ...(circuit.probeAtMs === undefined ? {} : { probeAtMs: circuit.probeAtMs }),
    troubles: kept.troubles ?? [],
    pending,
    ...(oldUntilMs <= nowMs ? {} : { oldSecretExpiresAtMs: oldUntilMs }),
  }
}

export function deliveryView(endpointId: string, row: DeliveryRow, attempts: readonly Attempt[]): Delivery {
  const status = row.status as DeliveryStatus
  return {
    id: deliveryId(endpointId, row.number),
    endpointId,
    eventId: row.event_id,
    type: row.type as PaymentEventType,
    paymentId: row.payment_id,
    seq: row.seq,
    status,
    test: row.test === 1,
    createdAtMs: row.created_at,
    deadlineMs: row.deadline_at,
    ...(status === 'PENDING' ? { dueAtMs: row.due_at } : {}),
    ...(row.ended_at === null ? {} : { endedAtMs: row.ended_at }),
    ...(row.body === null ? {} : { body: row.body }),
    attempts,
  }
}
