import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'
import { chargesOf, clearFault, newAttempt, sandboxFor, sendAs, setFault } from './acquirer.ts'

describe('faults', () => {
  it.each([
    ['GW1', { kind: 'charge_then_hang', ms: 100 }, 1],
    ['GW2', { kind: 'charge_then_500' }, 1],
    ['GW3', { kind: 'charge_then_reset' }, 1],
    ['GW4', { kind: 'half_answer' }, 1],
    ['GW9', { kind: 'hang_before', ms: 100 }, 0],
    ['a reset before', { kind: 'reset_before' }, 0],
  ])('%s is unknown to the caller, and the book and the look-up tell what happened', async (_id, fault, charges) => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const attempt = newAttempt()
    expect((await setFault(sandbox, fault)).status).toBe(204)
    expect(await sandboxGateway.authorize(send, attempt)).toMatchObject({ kind: 'unknown' })
    expect(await chargesOf(sandbox, attempt.paymentId)).toHaveLength(charges)
    expect(await sandboxGateway.query(send, attempt)).toMatchObject({ kind: charges === 1 ? 'approved' : 'not_found' })
    expect(await sandboxGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'approved' })
  })

  it('GW1 a hang ends when the client goes away, and the charge stands', async () => {
    const sandbox = await sandboxFor()
    const attempt = newAttempt()
    await setFault(sandbox, { kind: 'charge_then_hang' })
    expect(await sandboxGateway.authorize(sendAs(sandbox.accounts.a, undefined, 200), attempt)).toMatchObject({
      kind: 'unknown',
    })
    expect(await chargesOf(sandbox, attempt.paymentId)).toHaveLength(1)
  })

  it('GW5 says not found to look-ups alone, as often as asked', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const attempt = newAttempt()
    await setFault(sandbox, { kind: 'late_lookup', times: 2 })
    expect(await sandboxGateway.authorize(send, attempt)).toMatchObject({ kind: 'approved' })
    expect(await sandboxGateway.query(send, attempt)).toEqual({ kind: 'not_found' })
    expect(await sandboxGateway.fence(send, attempt)).toMatchObject({ kind: 'approved' })
    expect(await sandboxGateway.query(send, attempt)).toEqual({ kind: 'not_found' })
    expect(await sandboxGateway.query(send, attempt)).toMatchObject({ kind: 'approved' })
  })

  it('GW7 charges another amount and says so', async () => {
    const sandbox = await sandboxFor()
    const attempt = newAttempt()
    await setFault(sandbox, { kind: 'wrong_amount' })
    expect(await sandboxGateway.authorize(sendAs(sandbox.accounts.a), attempt)).toMatchObject({
      kind: 'approved',
      amountMinor: 1001n,
    })
    expect(await chargesOf(sandbox, attempt.paymentId)).toMatchObject([{ amountMinor: 1001 }])
  })

  it('GW8 a refused port is really closed, until it is cleared', async () => {
    const sandbox = await sandboxFor()
    const { a } = sandbox.accounts
    const send = sendAs(a)
    expect(await sandboxGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'approved' })
    await setFault(sandbox, { kind: 'refuse' })
    expect(await connectionTo(a.baseUrl)).toBe('ECONNREFUSED')
    expect(await sandboxGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'unknown' })
    expect((await clearFault(sandbox)).status).toBe(204)
    expect(await connectionTo(a.baseUrl)).toBe('open')
    expect(await sandboxGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'approved' })
  })

  it('GW8 a refused port opens again by itself after its time', async () => {
    const sandbox = await sandboxFor()
    const { a } = sandbox.accounts
    await setFault(sandbox, { kind: 'refuse', ms: 100 })
    expect(await connectionTo(a.baseUrl)).toBe('ECONNREFUSED')
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(await connectionTo(a.baseUrl)).toBe('open')
  })

  it('GW13 latency delays and changes nothing else', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    await sandboxGateway.query(send, newAttempt())
    await setFault(sandbox, { kind: 'latency', ms: 150 })
    const startedMs = performance.now()
    expect(await sandboxGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'approved' })
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(145)
  })

  it('hits the operation that it names and no other, as often as asked', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const attempt = newAttempt()
    await setFault(sandbox, { kind: 'charge_then_500', operation: 'refund', times: 2 })
    await sandboxGateway.authorize(send, attempt)
    const refund = { ...attempt, refundId: 'ref_1', refundAmountMinor: 500n }
    const answers = []
    for (let times = 0; times < 3; times += 1) answers.push(await sandboxGateway.refund(send, refund))
    expect(answers.map((answer) => answer.kind)).toEqual(['unknown', 'unknown', 'approved'])
    expect(await chargesOf(sandbox, attempt.paymentId)).toMatchObject([{ amountRefundedMinor: 500 }])
  })

  it('a technical refusal is unprocessed, and GW15 so is a token that is no longer accepted', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    for (const kind of ['unprocessed', 'unauthorized']) {
      const attempt = newAttempt()
      await setFault(sandbox, { kind })
      expect(await sandboxGateway.authorize(send, attempt)).toMatchObject({ kind: 'unprocessed' })
      expect(await chargesOf(sandbox, attempt.paymentId)).toEqual([])
    }
    expect(await sandboxGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'unprocessed' })
    expect(await sandboxGateway.authorize(sendAs(sandbox.accounts.a), newAttempt())).toMatchObject({ kind: 'approved' })
  })

  it('leaves the other acquirer alone', async () => {
    const sandbox = await sandboxFor()
    await setFault(sandbox, { kind: 'refuse' })
    expect(await sandboxGateway.authorize(sendAs(sandbox.accounts.b), newAttempt())).toMatchObject({ kind: 'approved' })
  })

  it.each([
    [{}, 'kind'],
    [{ kind: 'explode' }, 'kind'],
    [{ kind: 'latency', times: 0 }, 'times'],
    [{ kind: 'latency', ms: -1 }, 'ms'],
    [{ kind: 'latency', operation: 'dance' }, 'operation'],
    [{ kind: 'wrong_amount', operation: 'void' }, 'operation'],
    [{ kind: 'latency', often: 3 }, 'often'],
    ['nonsense', 'body'],
  ])('refuses %j and names %s', async (fault, field) => {
    const sandbox = await sandboxFor()
    const response = await setFault(sandbox, fault as object)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { field } })
  })
})

/** `open`, or the error's code. */
const connectionTo = (baseUrl: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve('open')
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
  })
