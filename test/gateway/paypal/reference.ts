import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

type Json = Readonly<Record<string, unknown>>

interface Operation {
  readonly parameters?: readonly { readonly $ref: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: Json
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>
    readonly parameters: Readonly<Record<string, Parameter>>
  }
}

const read = (name: string): OpenApi =>
  JSON.parse(readFileSync(new URL(`./generated/${name}.json`, import.meta.url), 'utf8'))

const FILES = { orders: read('orders-v2'), payments: read('payments-v2') }
type File = keyof typeof FILES

/** OpenAPI 3.0 refers to its schemas by another path than JSON Schema, and has formats that say no more than patterns. */
function toJsonSchema(schema: unknown, file: File): unknown {
  if (Array.isArray(schema)) return schema.map((one) => toJsonSchema(one, file))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) => {
      if (key === 'format') return []
      const isReference = key === '$ref' && typeof value === 'string'
      return [
        [
          key,
          isReference ? value.replace('#/components/schemas/', `${file}#/definitions/`) : toJsonSchema(value, file),
        ],
      ]
    }),
  )
}

const ajv = new Ajv({ strict: false, allErrors: false, unicodeRegExp: false })
for (const file of Object.keys(FILES) as File[]) {
  ajv.addSchema({ $id: file, definitions: toJsonSchema(FILES[file].components.schemas, file) as Json })
}

const compiled = new Map<string, ValidateFunction>()
function problemOf(name: string, schema: Json, file: File, value: unknown): string | undefined {
  const validate = compiled.get(name) ?? ajv.compile(toJsonSchema(schema, file) as Json)
  compiled.set(name, validate)
  return validate(value) ? undefined : `${name}: ${ajv.errorsText(validate.errors)}`
}

const ROUTES = (Object.keys(FILES) as File[]).flatMap((file) =>
  Object.entries(FILES[file].paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      file,
      name: `${method.toUpperCase()} ${template}`,
      method: method.toUpperCase(),
      operation,
      pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`),
    })),
  ),
)
export type Route = (typeof ROUTES)[number]

/** The call that a request is by PayPal's files. */
export const routeOf = (method: string, path: string): Route | undefined =>
  ROUTES.find((route) => route.method === method && route.pattern.test(path))

interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** What is wrong with a request by PayPal's files: its body, its headers, the id in its path. */
export function requestProblem(
  { file, name, operation, pattern }: Route,
  { path, headers, body }: Asked,
): string | undefined {
  const schema = operation.requestBody?.content['application/json']?.schema
  const inBody = schema === undefined ? undefined : problemOf(`${name} body`, schema, file, body)
  if (inBody !== undefined) return inBody
  for (const { $ref } of operation.parameters ?? []) {
    const parameter = FILES[file].components.parameters[$ref.replace('#/components/parameters/', '')]
    if (parameter === undefined) continue
    const value = parameter.in === 'path' ? pattern.exec(path)?.[1] : headers[parameter.name.toLowerCase()]
    if (value === undefined) continue
    const problem = problemOf(`${name} ${parameter.name}`, parameter.schema, file, value)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** PayPal answers it to both calls (its errors' page says so); the file has it for one of them. */
const FORGOTTEN = '"issue":"ACTION_DOES_NOT_MATCH_INTENT"'

/** What is wrong with an answer that the double is about to give. */
export function answerProblem({ file, name, operation }: Route, status: number, body: unknown): string | undefined {
  if (JSON.stringify(body)?.includes(FORGOTTEN)) return undefined
  const response = operation.responses[String(status)]
  if (response === undefined) return `${name}: ${status} is not among its answers`
  const schema = response.content?.['application/json']?.schema
  return schema === undefined ? undefined : problemOf(`${name} ${status}`, schema, file, body)
}

/** Every issue that the files name, and every response code. */
export const documentedIssues = (): ReadonlySet<string> =>
  new Set(Object.values(FILES).flatMap(({ components }) => issuesIn(components.schemas)))

function issuesIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(issuesIn)
  if (typeof schema !== 'object' || schema === null) return []
  const { issue } = ((schema as Json).properties ?? {}) as { readonly issue?: { readonly enum?: readonly string[] } }
  return [...(issue?.enum ?? []), ...Object.values(schema).flatMap(issuesIn)]
}

export const documentedResponses = (): readonly string[] => {
  const { properties } = FILES.orders.components.schemas.processor_response as {
    readonly properties: { readonly response_code: { readonly enum: readonly string[] } }
  }
  return properties.response_code.enum
}
