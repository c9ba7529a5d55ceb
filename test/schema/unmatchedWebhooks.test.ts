import { describe, expect, test } from 'vitest'
import type { UnmatchedService } from '../../src/webhook/in/unmatched.ts'
import { START_MS } from '../db/samplePayment.ts'
import { ACCOUNT, codesOf, createApi } from './api.ts'

const ID = `${ACCOUNT.id}_${'0'.repeat(64)}`
const OPERATOR = 'op_test_1'

function setUp(retried: Awaited<ReturnType<UnmatchedService['retry']>> = 'stored') {
  const asked: unknown[] = []
  const unmatchedWebhooks: UnmatchedService = {
    list: async (accountIds, page) => {
      asked.push([accountIds, page])
      const webhook = { id: ID, accountId: ACCOUNT.id, receivedAtMs: START_MS, sizeBytes: 7 }
      return {
        webhooks: accountIds.length === 0 ? [] : [{ ...webhook, reason: 'unknown_payment' }],
        hasNextPage: false,
      }
    },
    body: async () => '{"a":1}',
    dismiss: async ({ id: accountId }, id) => accountId === ACCOUNT.id && id === ID,
    retry: async ({ id: accountId }, id) => {
      asked.push([accountId, id])
      return retried
    },
  }
  return { asked, ...createApi({ unmatchedWebhooks }) }
}

const LIST = `query ($gateway: ID, $after: String) { unmatchedWebhooks(gateway: $gateway, first: 5, after: $after) {
  nodes { id receivedAt reason body size gateway { name } } pageInfo { endCursor } } }`
const RETRY = `mutation ($id: ID!) { retryUnmatchedWebhook(input: { id: $id }) {
  ... on RetryUnmatchedWebhookPayload { received } ... on Error { code path } } }`

describe('webhooks that found no payment', () => {
  test('are listed for an operator, for all its gateways or one by its name', async () => {
    const { ask, asked } = setUp()
    expect((await ask(LIST, {}, OPERATOR)).data.unmatchedWebhooks).toEqual({
      nodes: [
        {
          id: ID,
          receivedAt: new Date(START_MS).toISOString(),
          reason: 'UNKNOWN_PAYMENT',
          body: '{"a":1}',
          size: 7,
          gateway: { name: ACCOUNT.name },
        },
      ],
      pageInfo: { endCursor: ID },
    })
    await ask(LIST, { gateway: ACCOUNT.name, after: ID }, OPERATOR)
    expect((await ask(LIST, { gateway: 'nobody' }, OPERATOR)).data.unmatchedWebhooks.nodes).toEqual([])
    expect(asked).toEqual([
      [[ACCOUNT.id], { first: 5 }],
      [[ACCOUNT.id], { first: 5, after: ID }],
      [[], { first: 5 }],
    ])
  })

  test('are refused to other keys, and cursors of other lists or accounts', async () => {
    const { ask, asked } = setUp()
    expect(codesOf(await ask(LIST))).toEqual(['FORBIDDEN'])
    for (const after of ['x', ID.replace(ACCOUNT.id, 'gwa_2'), `${ACCOUNT.id}_x`]) {
      expect(codesOf(await ask(LIST, { after }, OPERATOR))).toEqual(['BAD_REQUEST'])
    }
    expect((await ask(RETRY, { id: ID })).data.retryUnmatchedWebhook.code).toBe('FORBIDDEN')
    expect(asked).toEqual([])
  })

  test.each([
    ['stored', 'STORED'],
    ['duplicate', 'DUPLICATE'],
    ['unmatched', 'UNMATCHED'],
  ] as const)('are offered once more: %s', async (retried, received) => {
    const { ask, asked } = setUp(retried)
    expect((await ask(RETRY, { id: ID }, OPERATOR)).data.retryUnmatchedWebhook).toEqual({ received })
    expect(asked).toEqual([[ACCOUNT.id, ID]])
  })

  test('HI1 of another merchant, gone or made up are not found; a gateway that does not answer is UNAVAILABLE', async () => {
    const { ask, asked } = setUp('not_found')
    for (const id of [ID, 'gwa_2_x', '']) {
      const { retryUnmatchedWebhook } = (await ask(RETRY, { id }, OPERATOR)).data
      expect(retryUnmatchedWebhook).toEqual({ code: 'NOT_FOUND', path: ['id'] })
    }
    expect(asked).toHaveLength(1)
    expect(codesOf(await setUp('unavailable').ask(RETRY, { id: ID }, OPERATOR))).toEqual(['UNAVAILABLE'])
  })
})

test('a webhook that found no payment can be dismissed by an operator of its merchant', async () => {
  const { ask } = setUp()
  const dismiss = `mutation ($id: ID!) { dismissUnmatchedWebhook(input: { id: $id }) {
    ... on DismissUnmatchedWebhookPayload { webhookId } ... on Error { code } } }`
  const answerTo = async (id: string, key?: string) => (await ask(dismiss, { id }, key)).data.dismissUnmatchedWebhook
  expect(await answerTo(ID, OPERATOR)).toEqual({ webhookId: ID })
  expect(await answerTo('gwa_nobody_1', OPERATOR)).toEqual({ code: 'NOT_FOUND' })
  expect(await answerTo(ID)).toEqual({ code: 'FORBIDDEN' })
})
