import { bigint, char, customType, text, timestamp } from 'drizzle-orm/pg-core'
import type { Mode } from '../ids/ids.ts'
import { fromJson } from '../money/json.ts'
import { storableJson } from './storable.ts'

/** A moment with the milliseconds that Turnpike's clocks have. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

/** Minor units of a currency. The largest amount there is, 999 999 999 999, fits eight bytes many times over. */
export const minorUnits = (name: string) => bigint(name, { mode: 'bigint' })

export const modeColumn = () => text('mode').$type<Mode>().notNull()

/** The cell that the row's payment lives in. */
export const cellColumn = () => char('cell', { length: 1 }).notNull().default('0')

/** JSON with amounts: digits in strings under names that end in `Minor`, read back as bigint. */
export const viewJson = <View>(name: string) =>
  customType<{ data: View; driverData: unknown }>({
    dataType: () => 'jsonb',
    toDriver: (view) => storableJson(view),
    fromDriver: (stored) => fromJson<View>(typeof stored === 'string' ? stored : JSON.stringify(stored)),
  })(name)

/** JSON as it is, amounts as digits; whoever reads it says what it has to be. */
export const plainJson = (name: string) =>
  customType<{ data: unknown; driverData: unknown }>({
    dataType: () => 'jsonb',
    toDriver: (value) => storableJson(value),
    fromDriver: (stored) => (typeof stored === 'string' ? JSON.parse(stored) : stored),
  })(name)

/** The number of a payment's event. No payment has 2^53 of them. */
export const sequence = (name: string) => bigint(name, { mode: 'number' })
