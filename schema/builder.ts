import SchemaBuilder from '@pothos/core'
import type { ApiContext } from './context.ts'

/** Input scalars hand on whatever came: the domain refuses it with an error that names the field. */
export const builder = new SchemaBuilder<{
  Context: ApiContext
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: unknown; Output: number }
    Decimal: { Input: unknown; Output: string }
    MinorUnits: { Input: unknown; Output: bigint }
    CurrencyCode: { Input: unknown; Output: string }
    JSON: { Input: unknown; Output: unknown }
  }
}>({ defaultFieldNullability: false })

builder.queryType({
  description:
    'Reads. An id that does not exist, is malformed, or belongs to another merchant or mode answers null. A single payment and everything under it come from its writer and are always current; top-level lists may lag by moments, and `asOf` says how far.',
})
builder.mutationType({
  description:
    'Writes. Each answers a union of its payload and seven errors for the caller to handle: ask for `__typename`, and `... on Error { code message path }` covers every error. A declined card is not an error: the payload says so in `payment.status` and `payment.failure`. Top-level errors are for malformed requests and faults of ours; they carry `extensions.code` and `extensions.requestId`. A mutation waits up to 30 seconds for the gateway; what is not known by then is shown as PROCESSING or PENDING and is found out without further calls. Sending the same key again is always safe.',
})
