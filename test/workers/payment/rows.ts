import { runInDurableObject } from 'cloudflare:test'
import { readLog } from '../../../src/payment/log.ts'
import type { PaymentState } from '../../../src/payment/state.ts'
import { type Payment, until } from './support.ts'

/** Ends the object's memory at once, as a crash does: what it was awaiting is never heard of, its rows stay. */
export async function kill(payment: Payment): Promise<void> {
  await runInDurableObject(payment.stub, (_object, state) => state.abort('killed by the test')).catch(() => undefined)
}

export interface Rows {
  readonly commits: readonly { readonly number: number; readonly first_seq: number; readonly body: string }[]
  readonly payment: readonly { readonly id: string; readonly version: number; readonly projected_seq: number }[]
}

/** Everything that the object's tables hold. */
export const rowsOf = (payment: Payment): Promise<Rows> =>
  runInDurableObject(payment.stub, (_object, { storage }) => ({
    commits: storage.sql.exec('SELECT * FROM commits ORDER BY number').toArray(),
    payment: storage.sql.exec('SELECT id, version, projected_seq FROM payment').toArray(),
  })) as unknown as Promise<Rows>

/** The state that the rows alone tell, without a word to the object. */
export const stateOf = (payment: Payment): Promise<PaymentState> =>
  runInDurableObject(payment.stub, (_object, { storage }) => {
    const state = readLog(storage.sql, undefined)?.state
    if (state === undefined) throw new Error('there is no payment in these rows')
    return state
  })

/** Makes a payment older: every moment in its rows moves back, and its memory is gone. */
export async function age(payment: Payment, byMs: number): Promise<void> {
  await runInDurableObject(payment.stub, (_object, { storage }) => {
    for (const { number, body } of storage.sql
      .exec<{ number: number; body: string }>('SELECT * FROM commits')
      .toArray()) {
      const older = JSON.stringify(JSON.parse(body), (name, value: unknown) =>
        name.endsWith('Ms') && typeof value === 'number' ? value - byMs : value,
      )
      storage.sql.exec('UPDATE commits SET body = ? WHERE number = ?', older, number)
    }
  })
  await kill(payment)
}

export const alarmOf = (payment: Payment): Promise<number | null> =>
  runInDurableObject(payment.stub, (_object, { storage }) => storage.getAlarm())

/** Waits until the read model has told the payment that it has everything. */
export const acknowledged = (payment: Payment): Promise<Rows> =>
  until(
    () => rowsOf(payment),
    ({ commits, payment: [row] }) => {
      const events = commits.flatMap(({ body }) => (JSON.parse(body) as { events: unknown[] }).events)
      return row?.projected_seq === events.length
    },
  )
