import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import type { FaultKind as SandboxFault } from '../../../sandbox/acquirer/faults.ts'
import { type SandboxAccount, startSandbox } from '../../../sandbox/sandbox.ts'
import type { BookedCharge, Fault, FaultKind, GatewayDouble } from '../contract/double.ts'

/** The sandbox needs no double: its acquirers are real servers with books and faults of their own. */
const FAULTS: Readonly<Partial<Record<FaultKind, SandboxFault>>> = {
  hang_before: 'hang_before',
  reset_before: 'reset_before',
  unprocessed: 'unprocessed',
  hang_after: 'charge_then_hang',
  reset_after: 'charge_then_reset',
  error_after: 'charge_then_500',
  half_answer: 'half_answer',
  wrong_amount: 'wrong_amount',
}
const ALWAYS = 1_000_000
const LATER_MS = 20

const STATUSES = { authorized: 'held', captured: 'captured', refunded: 'captured', voided: 'released' } as const
interface ChargeRow {
  readonly status: keyof typeof STATUSES
  readonly amountMinor: number
  readonly amountCapturedMinor: number
  readonly amountRefundedMinor: number
  readonly currency: string
}

export const newWebhookSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`

export async function startSandboxDouble(): Promise<GatewayDouble> {
  const received: { readonly data: { readonly reference?: string } }[] = []
  const receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.writeHead(204).end()
    received.push(JSON.parse(body))
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const stateDirectory = await mkdtemp(join(tmpdir(), 'turnpike-sandbox-'))
  const webhookSecret = newWebhookSecret()
  const sandbox = await startSandbox({
    port: 0,
    stateDirectory,
    webhookSecret,
    webhookTarget: () => target,
    laterMs: LATER_MS,
  })
  const { baseUrl, clientId, clientSecret } = sandbox.accounts.a
  let isOpen = true

  return {
    baseUrl,
    credentials: { clientId, clientSecret, webhookSecret },
    charges: async (paymentId): Promise<readonly BookedCharge[]> => {
      const response = await fetch(`${sandbox.origin}/a/charges?reference=${paymentId}`)
      return ((await response.json()) as ChargeRow[]).map((row) => ({
        status: STATUSES[row.status],
        amountMinor: BigInt(row.amountMinor),
        currency: row.currency,
        capturedMinor: BigInt(row.amountCapturedMinor),
        refundedMinor: BigInt(row.amountRefundedMinor),
      }))
    },
    fault: (fault) => setFault(sandbox.origin, sandbox.accounts.a, fault),
    answerChallenge: async (actionUrl, answer) => {
      const response = await fetch(actionUrl, {
        method: 'POST',
        body: new URLSearchParams({ answer }),
        redirect: 'manual',
      })
      const location = response.headers.get('location')
      return location === null ? {} : Object.fromEntries(new URL(location).searchParams)
    },
    webhooks: async (paymentId) => received.filter(({ data }) => data.reference === paymentId),
    sign: (event, { atMs = Date.now(), secret = webhookSecret } = {}) => {
      const body = JSON.stringify(event)
      const id = (event as { id: string }).id
      const at = new Date(Math.floor(atMs / 1000) * 1000)
      return {
        headers: {
          'webhook-id': id,
          'webhook-timestamp': String(at.getTime() / 1000),
          'webhook-signature': new Webhook(secret).sign(id, at, body),
        },
        body,
      }
    },
    close: async () => {
      if (!isOpen) return
      isOpen = false
      receiver.closeAllConnections()
      receiver.close()
      await sandbox.stop()
      await rm(stateDirectory, { recursive: true, force: true })
    },
  }
}

async function setFault(origin: string, account: SandboxAccount, fault: Fault | undefined): Promise<void> {
  const put = (body: object) => fetch(`${origin}/a/faults`, { method: 'PUT', body: JSON.stringify(body) })
  if (fault === undefined) {
    await fetch(`${origin}/a/faults`, { method: 'DELETE' })
    return
  }
  if (fault.kind === 'access_refused') {
    // Every token is revoked by one refused call, and no other is given.
    await put({ kind: 'unauthorized', operation: 'lookup' })
    await fetch(`${account.baseUrl}/payments/none`)
    await put({ kind: 'unauthorized', operation: 'token', times: ALWAYS })
    return
  }
  const kind = FAULTS[fault.kind]
  const response = await put({ kind, operation: fault.on, times: fault.times ?? ALWAYS })
  if (!response.ok) throw new Error(`the sandbox cannot make ${fault.kind} on ${fault.on}`)
}
