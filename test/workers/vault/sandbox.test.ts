import { beforeEach, describe, expect, test } from 'vitest'
import type { Send } from '../../../src/gateway/forward.ts'
import { sandboxGateway } from '../../../src/gateway/sandbox/gateway.ts'
import { CARD, env, putAccount, send, tokenOf } from './support.ts'

interface SandboxFacts {
  readonly origin: string
  readonly accounts: {
    readonly a: { readonly baseUrl: string; readonly clientId: string; readonly clientSecret: string }
  }
  readonly webhookSecret: string
}

const { origin, accounts, webhookSecret } = JSON.parse(env.SANDBOX) as SandboxFacts

const attempt = (name: string) => ({
  paymentId: `pay_${name}`,
  attemptId: `att_${name}_1`,
  amountMinor: 1000n,
  currency: 'EUR',
  startedAtMs: 0,
  method: 'card' as const,
  capture: true,
  returnUrl: 'https://shop.example/return',
})

const sendFor =
  (token: string, paymentId: string): Send =>
  (request) =>
    send('acc_sandbox', request, { paymentId, token, checkConnection: true, timeoutMs: 2000 })

const setFault = (fault: unknown) =>
  fetch(`${origin}/a/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  })

const chargesOf = async (name: string): Promise<unknown[]> =>
  (await fetch(`${origin}/a/charges?reference=pay_${name}`)).json()

describe('the vault in front of a real acquirer', () => {
  beforeEach(async () => {
    const { baseUrl, clientId, clientSecret } = accounts.a
    await fetch(`${origin}/a/faults`, { method: 'DELETE' })
    const put = await putAccount('acc_sandbox', baseUrl, 'op_test_m1', { clientId, clientSecret, webhookSecret })
    expect(put.status).toBe(204)
  })

  test('carries a card to the acquirer, once', async () => {
    const outcome = await sandboxGateway.authorize(sendFor(await tokenOf(), 'pay_plain'), attempt('plain'))
    expect(outcome).toMatchObject({ kind: 'approved', amountMinor: 1000n, capturedMinor: 1000n })
    expect(JSON.stringify(outcome, (_name, value) => String(value))).not.toContain(CARD.number)
    expect(await chargesOf('plain')).toHaveLength(1)
  })

  test('GW8 proves that an acquirer which refuses connections was not asked', async () => {
    await setFault({ kind: 'refuse', times: 100 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const outcome = await sandboxGateway.authorize(sendFor(await tokenOf(), 'pay_refuse'), attempt('refuse'))
    expect(outcome).toMatchObject({ kind: 'not_sent', reason: 'connection_refused' })
  })

  test.each(['charge_then_reset', 'charge_then_hang', 'half_answer'])(
    'GW1 GW3 GW4 finds the charge after %s',
    async (kind) => {
      const name = kind.replaceAll('_', '')
      await setFault({ kind, times: 1 })
      const token = await tokenOf()
      const outcome = await sandboxGateway.authorize(sendFor(token, `pay_${name}`), attempt(name))
      expect(outcome.kind).toBe('unknown')
      const found = await sandboxGateway.query(sendFor(token, `pay_${name}`), attempt(name))
      expect(found).toMatchObject({ kind: 'approved', amountMinor: 1000n })
      expect(await chargesOf(name)).toHaveLength(1)
    },
  )
})
