import { describe, expect, test } from 'vitest'
import { eventData } from '../../schema/eventData.ts'
import { generateEvents } from '../../scripts/codegen/events.ts'
import { CATALOGUE, EVENT_TYPES, eventTypeNamed, SHAPES } from '../../src/catalogue/catalogue.ts'
import type { Field } from '../../src/catalogue/entry.ts'
import { sampleStory } from '../../src/catalogue/samples.ts'
import { failureOf } from '../../src/failure/failure.ts'
import { placed } from '../../src/payment/draft.ts'
import type { PaymentEvent } from '../../src/payment/event.ts'
import { authorized, captured, confirmWith, created, type Driver } from '../payment/driver.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a value has that its shape does not name, or has as something else. */
function strayIn(value: unknown, kind: string): readonly string[] {
  const optional = kind.replace('?', '')
  const shape = (SHAPES as Readonly<Record<string, Readonly<Record<string, string>>>>)[optional]
  if (optional.endsWith('[]')) {
    const one = optional === 'String[]' ? 'String' : undefined
    return (value as readonly unknown[]).flatMap((entry) =>
      one === undefined
        ? Object.keys(entry as object).filter((name) => shape?.[name] === undefined)
        : strayIn(entry, one),
    )
  }
  if (shape !== undefined) {
    if (!isObject(value)) return [`${String(value)} is no ${optional}`]
    return Object.entries(value).flatMap(([name, inner]) =>
      shape[name] === undefined ? [name] : strayIn(inner, shape[name]),
    )
  }
  const isRight = {
    String: typeof value === 'string',
    DateTime: typeof value === 'string' && !Number.isNaN(Date.parse(value)),
    Int: Number.isInteger(value),
    Number: typeof value === 'number',
    Boolean: typeof value === 'boolean',
    Metadata: isObject(value),
  }[optional]
  return isRight === true ? [] : [`${JSON.stringify(value)} is no ${optional}`]
}

function strayOf(event: PaymentEvent): readonly string[] {
  const fields = CATALOGUE[event.type].fields as Readonly<Record<string, Field>>
  const data = eventData(event, 'EUR')
  const missing = Object.entries(fields).filter(([name, [kind]]) => !kind.endsWith('?') && data[name] === undefined)
  return [
    ...missing.map(([name]) => `${event.type} lacks ${name}`),
    ...Object.entries(data).flatMap(([name, value]) =>
      fields[name] === undefined
        ? [`${event.type} has ${name}`]
        : strayIn(value, fields[name][0]).map((stray) => `${event.type}.${name}: ${stray}`),
    ),
  ]
}

/** Payments as the core makes them. */
const HISTORIES: readonly (readonly [name: string, payment: () => Driver])[] = [
  ['captured and refunded', () => captured().step({ kind: 'refund', amountMinor: 100n })],
  [
    'captured, and the refund is paid',
    () => {
      const payment = captured().step({ kind: 'refund', amountMinor: 100n })
      return payment.answer({ kind: 'refund', number: 1 }, { kind: 'approved', gatewayReference: 're_1' })
    },
  ],
  ['held, and captured in part', () => authorized().step({ kind: 'capture', amountMinor: 400n, final: true })],
  [
    'held, and canceled',
    () => {
      const payment = authorized().step({ kind: 'cancel' })
      return payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' })
    },
  ],
  [
    'declined',
    () => {
      const payment = created()
      payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
      const failure = failureOf('card_declined', '05')
      return payment.answer({ kind: 'authorize', number: 1 }, { kind: 'declined', failure })
    },
  ],
  [
    'of unknown outcome',
    () => {
      const payment = created()
      payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
      return payment.answer({ kind: 'authorize', number: 1 }, { kind: 'unknown', reason: 'timeout' })
    },
  ],
]

describe('the catalogue of events', () => {
  test.each(HISTORIES)('names every field of the public data of a payment %s', (_name, payment) => {
    const events = payment().events()
    expect(events.length).toBeGreaterThan(1)
    expect(events.flatMap(strayOf)).toEqual([])
  })

  test.each(EVENT_TYPES)('names every field of a sample of %s', (type) => {
    const event = sampleStory(type, 1_000).at(-1)
    if (event === undefined) throw new Error('no sample')
    expect(event.type).toBe(type)
    expect(strayOf(placed(event, 1, 1_000))).toEqual([])
  })

  test('finds what it does not name', () => {
    const [event] = captured().events()
    if (event === undefined) throw new Error('no event')
    expect(strayOf({ ...event, data: { ...event.data, surprise: 1 } } as never)).toEqual([
      'PAYMENT_CREATED has surprise',
    ])
    expect(strayOf({ ...event, data: { ...event.data, reference: 7 } } as never)).toEqual([
      'PAYMENT_CREATED.reference: 7 is no String',
    ])
  })

  test('gives each type one name, which leads back to it', () => {
    expect(EVENT_TYPES.map((type) => eventTypeNamed(CATALOGUE[type].name))).toEqual(EVENT_TYPES)
    for (const type of EVENT_TYPES) expect(CATALOGUE[type].name).toMatch(/^[a-z]+\.[a-z_]+$/)
    expect(eventTypeNamed('payment.nothing')).toBeUndefined()
  })

  test('is printed whole', () => {
    const { content } = generateEvents()
    for (const type of EVENT_TYPES) {
      expect(content).toContain(`## ${CATALOGUE[type].name}\n`)
      for (const name of Object.keys(CATALOGUE[type].fields)) expect(content).toContain(`| \`${name}\` |`)
    }
  })
})
