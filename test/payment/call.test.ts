import { describe, expect, it } from 'vitest'
import type { GatewayAnswer } from '../../src/gateway/forward.ts'
import { childId } from '../../src/ids/ids.ts'
import { perform } from '../../src/payment/call/perform.ts'
import type { CallPorts } from '../../src/payment/call/ports.ts'
import type { ConfirmRequest } from '../../src/payment/event.ts'
import type { Effect } from '../../src/payment/step.ts'
import { approval, created, type Driver, PAYMENT_ID, routeOf } from './driver.ts'

const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const ATTEMPT = childId('attempt', PAYMENT_ID, 1)
const MINUTE_MS = 60_000

const json = (body: unknown, status = 200): GatewayAnswer => ({
  kind: 'answered',
  status,
  headers: {},
  body: JSON.stringify(body),
})

/** What a call needs of the world, with a vault that answers as it is told and keeps what it was asked. */
function portsTo(answer: (method: string, path: string) => GatewayAnswer, sent: string[], token?: string): CallPorts {
  return {
    vault: {
      forward: async ({ request: { method, path, headers } }) => {
        sent.push(`${method} ${path} ${headers?.['idempotency-key'] ?? ''}`.trim())
        return answer(method, path)
      },
    },
    returnUrlFor: () => 'https://api.example/return/token',
    stepUrlFor: (_attemptId, step) => `https://api.example/three-ds/token?step=${step}`,
    browserOf: () => undefined,
    payerOf: () => undefined,
    evidenceOf: () => ({}),
    returnedOf: ({ returned = {} }) => returned,
    sealed: (text) => text,
    opened: (kept) => kept,
    tokenOf: () => token,
  }
}

async function run(
  payment: Driver,
  ports: CallPorts,
  effect: Effect | undefined = payment.effects()[0],
): Promise<Driver> {
  if (effect === undefined) throw new Error('there is nothing to do')
  const result = await perform(ports, payment.state(), effect)
  return payment.step({ kind: 'outcome', call: effect.call, ...result, cards: [] })
}

/** A payment at a gateway of this kind, confirmed so long ago. */
function confirmedAt(kind: string, agoMs: number, change: Partial<ConfirmRequest> = {}): Driver {
  const plan = { candidates: [{ ...routeOf('a'), kind }], reason: 'test' }
  const deadlineMs = Date.now() - agoMs + 30_000
  return created().step({ kind: 'confirm', confirm: { tokenId: 'tok_1', plan, deadlineMs, ...change } })
}

describe('a shopper who comes back later than the confirmation’s deadline', () => {
  it('TD3 is charged at PayPal once they have approved', async () => {
    const payment = confirmedAt('paypal', MINUTE_MS, { tokenId: undefined, method: 'paypal' })
    const action = { type: 'redirect', url: 'https://paypal.example' } as const
    payment.answer(AUTHORIZE, { kind: 'action_required', action, gatewayReference: 'ORDER1' })
    payment.step({ kind: 'returned', attempt: 1, values: { token: 'ORDER1' } })
    const sent: string[] = []
    const units = [{ reference_id: PAYMENT_ID, invoice_id: ATTEMPT, custom_id: PAYMENT_ID }]
    const order = { id: 'ORDER1', status: 'APPROVED', intent: 'CAPTURE', purchase_units: units }
    await run(
      payment,
      portsTo(() => json(order), sent),
    )
    expect(sent.some((line) => line.includes('/capture'))).toBe(true)
  })

  it('TD3 has the result of the challenge handed on to Adyen', async () => {
    const payment = confirmedAt('adyen', MINUTE_MS)
    const action = { type: 'redirect', url: 'https://adyen.example' } as const
    payment.answer(AUTHORIZE, { kind: 'action_required', action, gatewayReference: 'PSP1' })
    payment.step({ kind: 'returned', attempt: 1, values: { redirectResult: 'abc' } })
    const sent: string[] = []
    const answer = { resultCode: 'Authorised', pspReference: 'PSP1', merchantReference: PAYMENT_ID }
    await run(
      payment,
      portsTo(() => json(answer), sent),
    )
    expect(sent[0]).toContain('/payments/details')
    expect(payment.state().attempts[0]?.status).toBe('APPROVED')
  })
})

describe('a repetition of an unknown authorization', () => {
  it('that the vault refuses says nothing of the first: it is fenced, not declined', async () => {
    const payment = confirmedAt('adyen', 0).answer(AUTHORIZE, { kind: 'unknown', reason: 'time_out' })
    await run(
      payment,
      portsTo(() => ({ kind: 'token_refused', reason: 'expired' }), [], 'tok_1_secret'),
    )
    expect(payment.state()).toMatchObject({ status: 'PROCESSING', attempts: [{ status: 'UNKNOWN' }] })
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'fence', number: 1 } }])
  })
})

describe('unwanted money whose return was refused', () => {
  it('is asked back under another id, for the same one would only be answered the same', async () => {
    const payment = confirmedAt('adyen', 0)
    payment.wait(Date.now() - payment.now())
    payment.answer(AUTHORIZE, approval(payment.state(), true, { amountMinor: 900n, capturedMinor: 900n }))
    const sent: string[] = []
    const received = (id: string) =>
      json({ status: 'received', pspReference: 'R1', paymentPspReference: 'ch_1', reference: id }, 201)
    await run(
      payment,
      portsTo(() => received(`${ATTEMPT}_return`), sent),
      { kind: 'call', call: { kind: 'return', number: 1 } },
    )
    payment.answer({ kind: 'return', number: 1 }, { kind: 'declined', failure: { code: 'refund_refused' } }, 'resend')
    await run(
      payment,
      portsTo(() => received(`${ATTEMPT}_return_2`), sent),
      { kind: 'resolve', call: { kind: 'return', number: 1 } },
    )
    expect(new Set(sent).size).toBe(2)
  })
})

describe('GW6 a gateway that knows no repetition', () => {
  it('is never sent a card twice for one attempt, however often it is looked for', async () => {
    const payment = confirmedAt('sandbox', 0)
    const sent: string[] = []
    let cards = 0
    const silent = portsTo(() => ({ kind: 'unknown', reason: 'connection_lost' }), sent, 'tok_1_secret')
    const ports: CallPorts = {
      ...silent,
      vault: {
        forward: (command) => {
          if (command.request.cardFields !== undefined) cards += 1
          return silent.vault.forward(command)
        },
      },
    }
    for (let step = 0; step < 20; step += 1) {
      const [effect] = payment.effects()
      if (effect === undefined) {
        payment.wait(3_600_000)
        payment.step({ kind: 'check', running: [], woken: step % 2 === 0 })
      } else await run(payment, ports, effect)
    }
    expect(cards).toBe(1)
    expect(sent.length).toBeGreaterThan(3)
  })
})
