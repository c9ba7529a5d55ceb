import type { GatewayRequest } from '../../gateway/forward.ts'

export interface EncodedBody {
  readonly contentType: string
  readonly text: string
}

/** A value and its place in the body; undefined takes the key out. */
export type Placed = readonly [path: readonly string[], value: string | number | undefined]

const LARGEST_BODY_CHARACTERS = 256 * 1024
const DEEPEST_PATH = 16
const UNSAFE_KEYS = new Set(['__proto__', 'prototype', 'constructor'])

/** A plain copy of the body, so that setting values changes nothing of the caller's. Undefined where it is no JSON. */
export function copyBody(body: unknown): unknown {
  const text = JSON.stringify(body)
  return text === undefined || text.length > LARGEST_BODY_CHARACTERS ? undefined : JSON.parse(text)
}

/**
 * Sets values at their paths. False, with nothing sent, where a path does not lead through what the body has itself:
 * nothing is created on the way, and nothing that is inherited is touched.
 */
export function setValues(body: unknown, values: readonly Placed[]): boolean {
  return values.every(([path, value]) => {
    const holder = holderOf(body, path)
    const key = path.at(-1)
    if (holder === undefined || key === undefined) return false
    if (value === undefined) delete holder[key]
    else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
    return true
  })
}

/** A JSON text and its place in the body; the stand-in is what holds the place until the body is text too. */
export interface RawField {
  readonly path: readonly string[]
  readonly json: string
  readonly standIn: string
}

/** Undefined where a text is no JSON or too long, or where the body is not to be JSON. */
export function rawFieldsOf({ rawFields = [], encoding = 'json' }: GatewayRequest): readonly RawField[] | undefined {
  const areFit = rawFields.every(([, json]) => json.length <= LARGEST_BODY_CHARACTERS && isJson(json))
  if (!areFit || (rawFields.length > 0 && encoding !== 'json')) return undefined
  // A random stand-in occurs nowhere else in the body, whatever somebody wrote there.
  return rawFields.map(([path, json]) => ({ path, json, standIn: crypto.randomUUID() }))
}

/** The texts in the places of their stand-ins, to the letter. */
export const withRawFields = (text: string, fields: readonly RawField[]): string =>
  fields.reduce((filled, { json, standIn }) => filled.replace(JSON.stringify(standIn), () => json), text)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** True where every path can be set: asked before a token is claimed for the request. */
export const fitsPaths = (body: unknown, fields: readonly (readonly [path: readonly string[], ...rest: unknown[]])[]) =>
  fields.every(([path]) => holderOf(body, path) !== undefined)

function holderOf(body: unknown, path: readonly string[]): Record<string, unknown> | undefined {
  if (!Array.isArray(path) || path.length === 0 || path.length > DEEPEST_PATH) return undefined
  if (path.some((key) => typeof key !== 'string' || UNSAFE_KEYS.has(key))) return undefined
  let holder: unknown = body
  for (const key of path.slice(0, -1)) {
    if (!isHolder(holder) || !Object.hasOwn(holder, key)) return undefined
    holder = holder[key]
  }
  if (!isHolder(holder)) return undefined
  // An array takes a value only in place of one that it has; a new one could make it endless.
  return Array.isArray(holder) && !isElement(holder, path.at(-1) ?? '') ? undefined : holder
}

const isHolder = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isElement = (list: readonly unknown[], key: string): boolean => /^(0|[1-9][0-9]*)$/.test(key) && key in list

export const encodeBody = (body: unknown, encoding: NonNullable<GatewayRequest['encoding']>): EncodedBody =>
  encoding === 'json'
    ? { contentType: 'application/json', text: JSON.stringify(body) }
    : { contentType: 'application/x-www-form-urlencoded', text: formOf(body).toString() }

/**
 * Nested brackets as Stripe's API and its official libraries have them: card[number]=…, items[0][id]=…, booleans as
 * true and false. Null and undefined are left out; an empty string is sent, because there it unsets a value.
 */
function formOf(body: unknown): URLSearchParams {
  const form = new URLSearchParams()
  const append = (name: string, value: unknown): void => {
    if (isHolder(value)) {
      for (const [key, child] of Object.entries(value)) append(name === '' ? key : `${name}[${key}]`, child)
    } else if (value !== undefined && value !== null && name !== '') {
      form.append(name, String(value))
    }
  }
  append('', body)
  return form
}
