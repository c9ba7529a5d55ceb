import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { createReceiver } from '../../sandbox/shop/server/receiver.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const BODY = '{"type":"payment.captured"}'

function signed(id: string, secret = SECRET, at = new Date()) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, BODY),
  }
}

function receiverWith(secret: string) {
  const receiver = createReceiver()
  receiver.setSecret(secret)
  return receiver
}

describe('the shop’s receiver of webhooks', () => {
  test('takes what is signed with its secret, and counts what comes again under the same id', () => {
    const receiver = receiverWith(SECRET)
    expect(receiver.take(signed('evt_1'), BODY).status).toBe(204)
    expect(receiver.take(signed('evt_1'), BODY).status).toBe(204)
    expect(receiver.receiptOf('evt_1')?.times).toBe(2)
    expect(receiver.receiptOf('evt_2')).toBeNull()
  })

  test.each([
    ['another secret', signed('evt_1', `whsec_${Buffer.alloc(32, 8).toString('base64')}`), BODY],
    ['another body', signed('evt_1'), `${BODY} `],
    ['no signature', { 'webhook-id': 'evt_1' }, BODY],
    ['an old time', signed('evt_1', SECRET, new Date(Date.now() - 3_600_000)), BODY],
    ['another id', { ...signed('evt_1'), 'webhook-id': 'evt_2' }, BODY],
  ])('refuses and forgets what has %s', (_what, headers, body) => {
    const receiver = receiverWith(SECRET)
    expect(receiver.take(headers, body).status).toBe(400)
    expect(receiver.receiptOf('evt_1')).toBeNull()
    expect(receiver.receiptOf('evt_2')).toBeNull()
  })

  test('asks to try again while it does not know its secret', () => {
    const receiver = createReceiver()
    expect(receiver.take(signed('evt_1'), BODY).status).toBe(503)
    receiver.setSecret(SECRET)
    expect(receiver.take(signed('evt_1'), BODY).status).toBe(204)
  })

  test('remembers the newest 200', () => {
    const receiver = receiverWith(SECRET)
    for (let number = 1; number <= 201; number += 1) receiver.take(signed(`evt_${number}`), BODY)
    expect(receiver.receiptOf('evt_1')).toBeNull()
    expect(receiver.receiptOf('evt_2')?.times).toBe(1)
    expect(receiver.receiptOf('evt_201')?.times).toBe(1)
  })
})
