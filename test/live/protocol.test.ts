import { describe, expect, test } from 'vitest'
import { CLOSES, decide, MOST_SUBSCRIPTIONS, type Phase, type Step } from '../../src/live/protocol.ts'

const NOBODY: ReadonlySet<string> = new Set()
const query = 'subscription { payment(id: "") { id } }'
const frames = {
  init: { type: 'connection_init', payload: { authorization: 'Bearer sk_test_1' } },
  ping: { type: 'ping' },
  pong: { type: 'pong' },
  subscribe: { id: '1', type: 'subscribe', payload: { query } },
  complete: { id: '1', type: 'complete' },
}

const start: Step = { kind: 'start', id: '1', payload: { query } }
const identify: Step = { kind: 'identify', credential: 'sk_test_1' }
const stop: Step = { kind: 'stop', id: '1' }
const heard: Step = { kind: 'heard' }
const pong: Step = { kind: 'pong' }

/** What each frame leads to in each phase. */
const TABLE: readonly (readonly [frame: keyof typeof frames, steps: Readonly<Record<Phase, Step>>])[] = [
  ['init', { new: identify, identifying: CLOSES.tooManyInits, ready: CLOSES.tooManyInits }],
  ['ping', { new: pong, identifying: pong, ready: pong }],
  ['pong', { new: heard, identifying: heard, ready: heard }],
  ['subscribe', { new: CLOSES.unauthorized, identifying: CLOSES.unauthorized, ready: start }],
  ['complete', { new: stop, identifying: stop, ready: stop }],
]

describe('the protocol', () => {
  test.each(
    TABLE.flatMap(([frame, steps]) =>
      (Object.keys(steps) as Phase[]).map((phase) => [frame, phase, steps[phase]] as const),
    ),
  )('takes %s in phase %s as it should', (frame, phase, step) => {
    expect(decide(phase, NOBODY, JSON.stringify(frames[frame]))).toEqual(step)
  })

  test.each([
    ['text that is no JSON', 'hello'],
    ['a message of the server', JSON.stringify({ type: 'connection_ack' })],
    ['next', JSON.stringify({ id: '1', type: 'next', payload: {} })],
    ['an unknown type', JSON.stringify({ type: 'start' })],
    ['a subscription without a query', JSON.stringify({ id: '1', type: 'subscribe', payload: {} })],
    ['a subscription without an id', JSON.stringify({ type: 'subscribe', payload: { query } })],
    ['an endless id', JSON.stringify({ ...frames.subscribe, id: 'x'.repeat(201) })],
    ['a key twice', '{"type":"ping","type":"pong"}'],
    ['a reserved key', '{"type":"ping","payload":{"__proto__":{}}}'],
  ])('HW1 closes with 4400 on %s', (_what, frame) => {
    expect(decide('ready', NOBODY, frame)).toEqual(CLOSES.invalid)
  })

  test('HW3 closes with 4400 on binary frames and on frames larger than a request', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(frames.ping))
    expect(decide('ready', NOBODY, bytes.buffer)).toEqual(CLOSES.invalid)
    const text = 'x'.repeat(100 * 1024)
    expect(decide('ready', NOBODY, JSON.stringify({ type: 'ping', payload: { text } }))).toEqual(CLOSES.invalid)
  })

  test('HW1 closes with 4409 on an id that is in use', () => {
    const step = { kind: 'close', code: 4409, reason: 'Subscriber for 1 already exists' }
    expect(decide('ready', new Set(['1']), JSON.stringify(frames.subscribe))).toEqual(step)
  })

  test('never makes a close reason longer than a frame takes', () => {
    for (const id of ['é'.repeat(200), 'x'.repeat(200)]) {
      const step = decide('ready', new Set([id]), JSON.stringify({ ...frames.subscribe, id }))
      expect(step.kind === 'close' && Buffer.byteLength(step.reason)).toBeLessThan(123)
    }
  })

  test('HW2 refuses a subscription beyond the cap by its id', () => {
    const ids = new Set(Array.from({ length: MOST_SUBSCRIPTIONS }, (_, index) => `s${index}`))
    expect(decide('ready', ids, JSON.stringify(frames.subscribe))).toEqual({ kind: 'refuse', id: '1' })
  })

  test.each([
    [{ authorization: 'Bearer a' }, 'a'],
    [{ Authorization: 'Bearer a' }, 'a'],
    [{ AUTHORIZATION: 'bearer a' }, 'a'],
    [{ authorization: 'a' }, undefined],
    [{ authorization: 7 }, undefined],
    [{ token: 'Bearer a' }, undefined],
    [undefined, undefined],
  ])('reads the credential of %j', (payload, credential) => {
    const frame = JSON.stringify({ type: 'connection_init', payload })
    expect(decide('new', NOBODY, frame)).toEqual({ kind: 'identify', credential })
  })
})
