import { readFileSync } from 'node:fs'
import { buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { operationOf } from '../../scripts/proof/fuzz/graphql.ts'
import { isLinear } from '../../scripts/proof/fuzz/growth.ts'
import { wrongWith } from '../../scripts/proof/fuzz/judge.ts'
import { mangled, nearly, oddValue } from '../../scripts/proof/fuzz/odd.ts'
import { createRandom } from '../../scripts/proof/fuzz/random.ts'
import { timeBoxMs } from '../../scripts/proof/timeBox.ts'

const SENT = { url: 'https://api.test/graphql', headers: {}, body: '{"query":"{ TypeError }"}' }
const answered = (status: number, body: string, tookMs = 5) => wrongWith(SENT, { status, body, tookMs })

describe('an answer', () => {
  test.each([
    [500, '{}'],
    [503, '{}'],
    [200, 'at resolve (file:///src/app.js:10:5)'],
    [200, 'x is not a function'],
    [400, 'insert into "payments" ("id") values ($1)'],
    [400, 'SQLITE_CONSTRAINT'],
    [400, 'ENOENT /home/turnpike/x'],
  ])('of %d with %j is wrong', (status, body) => expect(answered(status, body)).toBeDefined())

  test('is wrong where it takes too long', () => expect(answered(200, '{}', 60_000)).toBeDefined())

  test('is right where it refuses, and where it repeats a word of the request', () => {
    expect(answered(400, '{"errors":[{"message":"Cannot query field \\"TypeError\\"."}]}')).toBeUndefined()
    expect(answered(429, '{"title":"Too many requests."}')).toBeUndefined()
  })
})

test('time is linear up to a margin, and where there is next to none', () => {
  const grown = (before: number, last: number) => ({
    what: 'x',
    ratio: last / before,
    sizes: [
      { size: 1, medianMs: before },
      { size: 2, medianMs: last },
    ],
  })
  expect([grown(100, 210), grown(100, 900), grown(1, 9)].map(isLinear)).toEqual([true, false, true])
})

test('the same seed makes the same requests, and another one others', () => {
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'))
  const made = (seed: string) => {
    const random = createRandom(seed)
    const operation = operationOf(schema, random, { ids: ['pay_1'], tokens: ['tok_1'] })
    return JSON.stringify([
      operation,
      mangled(random, operation),
      nearly(random, { a: [1, { b: 2 }] }),
      oddValue(random),
    ])
  }
  const texts = Array.from({ length: 50 }, (_, seed) => made(String(seed)))
  expect(texts).toEqual(Array.from({ length: 50 }, (_, seed) => made(String(seed))))
  expect(new Set(texts).size).toBe(50)
})

test('a time box is a number and a unit', () => {
  expect([timeBoxMs(undefined), timeBoxMs('500ms'), timeBoxMs('60s'), timeBoxMs('5m')]).toEqual([
    undefined,
    500,
    60_000,
    300_000,
  ])
  expect(() => timeBoxMs('a minute')).toThrow('--time-box')
})
