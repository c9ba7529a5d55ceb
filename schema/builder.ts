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

builder.queryType({})
builder.mutationType({})
