import type { ArgBuilder } from '@pothos/core'
import type { builder } from './builder.ts'

type SchemaTypes = typeof builder.$inferSchemaTypes

/** The arguments of every list. */
export const pageArguments = ({ arg }: { readonly arg: ArgBuilder<SchemaTypes> }) => ({
  first: arg.int({ description: 'How many at most: 1 to 100, 20 when omitted. Beyond that it is BAD_REQUEST.' }),
  after: arg.string({
    description: 'A cursor of this list: what comes after it. A cursor of another list is BAD_REQUEST.',
  }),
})
