import { describe, expect, it } from 'vitest'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'
import { CHALLENGE, chargesOf, newAttempt, sandboxFor, sendAs } from './acquirer.ts'

describe('the fence', () => {
  it('RA6 refuses what arrives after it, for good', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const attempt = newAttempt()
    expect(await sandboxGateway.query(send, attempt)).toEqual({ kind: 'not_found' })
    expect(await sandboxGateway.fence(send, attempt)).toMatchObject({ kind: 'unprocessed' })
    expect(await sandboxGateway.authorize(send, attempt)).toMatchObject({ kind: 'unprocessed' })
    expect(await sandboxGateway.fence(send, attempt)).toMatchObject({ kind: 'unprocessed' })
    expect(await sandboxGateway.query(send, attempt)).toMatchObject({ kind: 'unprocessed' })
    expect(await chargesOf(sandbox, attempt.paymentId)).toEqual([])
  })

  it('tells an attempt that was approved before it and leaves it as it is', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const attempt = newAttempt()
    const answer = await sandboxGateway.authorize(send, attempt)
    expect(await sandboxGateway.fence(send, attempt)).toEqual(answer)
    expect(await chargesOf(sandbox, attempt.paymentId)).toMatchObject([{ status: 'captured' }])
  })

  it('either comes first when both arrive at once, and never do both win', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    for (let round = 0; round < 20; round += 1) {
      const attempt = newAttempt()
      const [authorized, fenced] = await Promise.all([
        sandboxGateway.authorize(send, attempt),
        sandboxGateway.fence(send, attempt),
      ])
      expect(authorized.kind).toBe(fenced.kind)
      expect(await chargesOf(sandbox, attempt.paymentId)).toHaveLength(authorized.kind === 'approved' ? 1 : 0)
    }
  })

  it('ends an attempt that waits for its challenge', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a, CHALLENGE)
    const attempt = newAttempt()
    const answer = await sandboxGateway.authorize(send, attempt)
    const url = answer.kind === 'action_required' ? answer.action.url : ''
    expect(await sandboxGateway.fence(send, attempt)).toMatchObject({ kind: 'unprocessed' })
    const approval = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ answer: 'approve' }),
    })
    expect(approval.status).toBe(410)
    expect((await fetch(url)).status).toBe(410)
    expect(await chargesOf(sandbox, attempt.paymentId)).toEqual([])
  })
})
