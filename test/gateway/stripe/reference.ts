import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

type Json = Readonly<Record<string, unknown>>

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { parameters: string[]; body?: Json }>>>>
  readonly schemas: Readonly<Record<string, Json>>
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`./generated/${name}.json`, import.meta.url), 'utf8'))

const openapi = read('openapi') as OpenApi
const fixtures = read('fixtures') as Readonly<Record<string, Json>>

/** A fresh copy of Stripe's example of an object. */
export const fixtureOf = (name: string): Record<string, unknown> => structuredClone(fixtures[name] ?? {})

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own, and refers to its schemas by another path. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const { nullable, format: _format, example: _example, ...rest } = schema as Record<string, unknown>
  // `challenge` is what the version that the connector speaks calls it; the description is older.
  if (Array.isArray(rest.enum) && rest.enum.includes('any') && rest.enum.includes('automatic'))
    rest.enum = [...rest.enum, 'challenge']
  const converted = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/components/schemas/', 'stripe#/definitions/')
        : toJsonSchema(value),
    ]),
  )
  return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted
}

const ajvFor = (coerceTypes: boolean): Ajv => {
  const ajv = new Ajv({ strict: false, coerceTypes, allErrors: false })
  ajv.addSchema({ $id: 'stripe', definitions: toJsonSchema(openapi.schemas) as Json })
  return ajv
}
const requests = ajvFor(true)
const answers = ajvFor(false)

const compiled = new Map<string, ValidateFunction>()
function validatorFor(name: string, compile: () => ValidateFunction): ValidateFunction {
  const validate = compiled.get(name) ?? compile()
  compiled.set(name, validate)
  return validate
}

const routes = Object.entries(openapi.paths).map(([template, methods]) => ({
  template,
  methods,
  pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
}))

/** The call that a request is by Stripe's description; fixed paths come before those with an id in them. */
export function operationOf(method: string, path: string) {
  const matching = routes.filter(({ pattern, methods }) => pattern.test(path) && method.toLowerCase() in methods)
  const route = matching.find(({ template }) => template === path) ?? matching[0]
  const operation = route?.methods[method.toLowerCase()]
  return route === undefined || operation === undefined ? undefined : { template: route.template, ...operation }
}

/** What is wrong with a request's decoded body, by Stripe's own schema; undefined where nothing is. */
export function bodyProblem(template: string, body: unknown): string | undefined {
  const validate = validatorFor(`POST ${template}`, () =>
    requests.compile(toJsonSchema(openapi.paths[template]?.post?.body ?? {}) as Json),
  )
  return validate(body) ? undefined : requests.errorsText(validate.errors)
}

/** What is wrong with an object that the double is about to answer. */
export function answerProblem(name: string, value: unknown): string | undefined {
  const validate = validatorFor(`answer ${name}`, () => answers.compile({ $ref: `stripe#/definitions/${name}` }))
  return validate(value) ? undefined : `${name}: ${answers.errorsText(validate.errors)}`
}

/** Compiles what will be needed, so that the first calls are not the slow ones. */
export function warmUp(): void {
  for (const { template, methods } of routes) if ('post' in methods) bodyProblem(template, {})
  for (const name of ['payment_intent', 'payment_method', 'charge', 'refund', 'dispute', 'error'])
    answerProblem(name, {})
}

/** A form with nested brackets as Stripe reads it: `card[number]=…`, `expand[0]=…`, `expand[]=…`. */
export function decodeForm(text: string): unknown {
  const root: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+|\[\]/g)].map(([part]) => part)
    let holder = root
    for (const [index, part] of path.entries()) {
      const key = part === '[]' ? String(Object.keys(holder).length) : part
      if (index === path.length - 1) holder[key] = value
      else {
        holder[key] ??= {}
        holder = holder[key] as Record<string, unknown>
      }
    }
  }
  return withLists(root)
}

function withLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, child]) => [key, withLists(child)] as const)
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries)
}
