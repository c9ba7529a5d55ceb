import { describe, expect, test } from 'vitest'
import { chained, genesisOf } from '../../src/audit/chain.ts'
import { codesOf, createApi } from './api.ts'

const OPERATOR = 'op_test_1'
const entries = chained(genesisOf({ merchantId: 'm1', mode: 'TEST' }), [
  {
    atMs: 0,
    actor: { kind: 'command', id: 'root' },
    action: 'key.create',
    subject: 'key_1',
    detail: { kind: 'secret' },
  },
  { atMs: 1, actor: { kind: 'turnpike' }, action: 'card.forward', subject: 'tok_1', detail: { payment: 'pay_1' } },
])
const [first, second] = entries
const audit = {
  head: { number: 2, hash: second?.hash ?? '', atMs: 1 },
  page: { entries: entries.toReversed(), hasMore: true, oldest: 1 },
}
const LOG = `query ($after: String, $filter: AuditFilterInput) { auditLog(first: 2, after: $after, filter: $filter) {
  oldest nodes { number at actor { kind id requestId } action subject detail hash } pageInfo { hasNextPage endCursor } } }`

describe('the audit log', () => {
  test('is listed newest first with its hashes, and says how far back it goes', async () => {
    const { ask, audits } = createApi({ audit })
    const { data, errors } = await ask(LOG, {}, OPERATOR)
    expect(errors).toEqual([])
    expect(data.auditLog).toEqual({
      oldest: 1,
      nodes: [
        {
          number: 2,
          at: '1970-01-01T00:00:00.001Z',
          actor: { kind: 'TURNPIKE', id: null, requestId: null },
          action: 'card.forward',
          subject: 'tok_1',
          detail: { payment: 'pay_1' },
          hash: second?.hash,
        },
        expect.objectContaining({
          number: 1,
          actor: { kind: 'COMMAND_LINE', id: 'root', requestId: null },
          hash: first?.hash,
        }),
      ],
      pageInfo: { hasNextPage: true, endCursor: 'entry:1' },
    })
    const filter = {
      action: 'card.forward',
      actor: 'k',
      subject: 's',
      from: '1970-01-01T00:00:01Z',
      before: '1970-01-01T00:00:02Z',
    }
    await ask(LOG, { after: 'entry:7', filter }, OPERATOR)
    const narrowed = { action: 'card.forward', actor: 'k', subject: 's', fromMs: 1_000, beforeMs: 2_000 }
    expect(audits).toEqual([
      [{}, undefined, 2],
      [narrowed, 7, 2],
    ])
  })

  test('HI2 refuses what is no cursor of it and no moment, and names the argument', async () => {
    const { ask, audits } = createApi({ audit })
    for (const variables of [{ after: 'version:1' }, { filter: { from: 'yesterday' } }]) {
      expect(codesOf(await ask(LOG, variables, OPERATOR))).toEqual(['BAD_REQUEST'])
    }
    expect(audits).toEqual([])
  })

  test('is for operator keys alone, and so is its head', async () => {
    const { ask } = createApi({ audit })
    const head = '{ auditHead { number hash at } }'
    expect((await ask(head, {}, OPERATOR)).data.auditHead).toEqual({
      number: 2,
      hash: second?.hash,
      at: '1970-01-01T00:00:00.001Z',
    })
    for (const key of ['sk_test_1', 'pay_x']) {
      expect(codesOf(await ask(LOG, {}, key))).toEqual(['FORBIDDEN'])
      expect(codesOf(await ask(head, {}, key))).toEqual(['FORBIDDEN'])
    }
  })
})
