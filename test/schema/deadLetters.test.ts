import { describe, expect, test } from 'vitest'
import type { DeadLetterService } from '../../src/event/deadLetters.ts'
import { MERCHANT, START_MS, samplePayment } from '../db/samplePayment.ts'
import { codesOf, createApi } from './api.ts'

const ID = `dlt_${START_MS}_${'0'.repeat(32)}`
const OPERATOR = 'op_test_1'

function setUp() {
  const asked: unknown[] = []
  const deadLetters: DeadLetterService = {
    list: async ({ merchantId, mode }, page) => {
      asked.push([merchantId, mode, page])
      return {
        letters: [
          {
            id: ID,
            queue: 'payment-events',
            receivedAtMs: START_MS,
            paymentId: samplePayment('order-1').id,
            attempts: 1,
            sizeBytes: 900,
          },
        ],
        hasNextPage: true,
      }
    },
    redrive: async ({ merchantId, mode }, ids) => {
      asked.push([merchantId, mode, ids])
      return { redriven: ids.slice(0, 1), missing: ids.slice(1) }
    },
  }
  return { asked, ...createApi({ deadLetters }) }
}

const LIST =
  '{ deadLetters(first: 1) { nodes { id queue receivedAt paymentId attempts size } pageInfo { hasNextPage endCursor } } }'
const REDRIVE = `mutation ($ids: [ID!]!) { redriveDeadLetters(input: { ids: $ids }) {
  ... on RedriveDeadLettersPayload { redrivenIds missingIds } ... on Error { code path } } }`

describe('dead letters', () => {
  test('are listed for an operator, of its merchant and mode', async () => {
    const { ask, asked } = setUp()
    expect((await ask(LIST, undefined, OPERATOR)).data.deadLetters).toEqual({
      nodes: [
        {
          id: ID,
          queue: 'payment-events',
          receivedAt: new Date(START_MS).toISOString(),
          paymentId: samplePayment('order-1').id,
          attempts: 1,
          size: 900,
        },
      ],
      pageInfo: { hasNextPage: true, endCursor: ID },
    })
    await ask(`{ deadLetters(after: "${ID}") { nodes { id } } }`, undefined, 'op_live_1')
    expect(asked).toEqual([
      [MERCHANT, 'TEST', { first: 1 }],
      [MERCHANT, 'LIVE', { first: 20, after: ID }],
    ])
  })

  test('are sent back, and what is not there is told', async () => {
    const { ask, asked } = setUp()
    const reply = await ask(REDRIVE, { ids: [ID, 'other'] }, OPERATOR)
    expect(reply.data.redriveDeadLetters).toEqual({ redrivenIds: [ID], missingIds: ['other'] })
    expect(asked).toEqual([[MERCHANT, 'TEST', [ID, 'other']]])
  })

  test('HI2 are refused to other keys, odd cursors and numbers of ids out of range', async () => {
    const { ask, asked } = setUp()
    expect(codesOf(await ask(LIST))).toEqual(['FORBIDDEN'])
    expect(codesOf(await ask('{ deadLetters(after: "../x") { nodes { id } } }', undefined, OPERATOR))).toEqual([
      'BAD_REQUEST',
    ])
    expect((await ask(REDRIVE, { ids: [ID] })).data.redriveDeadLetters.code).toBe('FORBIDDEN')
    for (const ids of [[], Array(101).fill(ID)]) {
      const { redriveDeadLetters } = (await ask(REDRIVE, { ids }, OPERATOR)).data
      expect(redriveDeadLetters).toEqual({ code: 'VALIDATION_FAILED', path: ['ids'] })
    }
    expect(asked).toEqual([])
  })
})
