import { failureOf } from '../../src/failure/failure.ts'
import type { Send } from '../../src/gateway/forward.ts'
import type { Gateway, GatewayMessage } from '../../src/gateway/gateway.ts'
import type { OperationOutcome } from '../../src/gateway/outcome.ts'
import { gatewayKinds as realKinds, gatewayOf as realOf } from '../../src/gateway/registry.ts'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'
import { ok } from '../../src/result.ts'

/**
 * A gateway that only accepts captures, voids and refunds, and tells by webhook what became of them, as Adyen does: the
 * sandbox's protocol with 202 for an answer.
 */
export const ASYNCHRONOUS_KIND = 'asynchronous'

async function accepted(send: Send, operate: (send: Send) => Promise<OperationOutcome>): Promise<OperationOutcome> {
  let gatewayReference: string | undefined
  const outcome = await operate(async (request) => {
    const answer = await send(request)
    if (answer.kind === 'answered' && answer.status === 202) gatewayReference = referenceIn(answer.body)
    return answer
  })
  return gatewayReference === undefined ? outcome : { kind: 'pending', gatewayReference }
}

function referenceIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { readonly id?: string }).id
  } catch {
    return undefined
  }
}

interface Told {
  readonly id: string
  readonly type: string
  readonly createdAt: string
  readonly data: Readonly<Record<string, string>>
}

function messageOf({ id, type, createdAt, data }: Told): GatewayMessage | undefined {
  const about = { id, paymentId: data.reference ?? '', occurredAtMs: Date.parse(createdAt) }
  const { attemptId = '', captureId, currency = '', amountMinor = '0' } = data
  const isDone = data.status === 'succeeded'
  const end = isDone
    ? ({ status: 'SUCCEEDED' } as const)
    : ({ status: 'FAILED', failure: failureOf('gateway_refused') } as const)
  switch (type) {
    case 'capture.updated':
      return {
        ...about,
        content: {
          ...{ kind: 'capture', attemptId, gatewayReference: data.id ?? '' },
          ...(captureId === undefined ? {} : { captureId }),
          ...{ amountMinor: BigInt(amountMinor), currency, ...end },
        },
      }
    case 'void.updated':
      return { ...about, content: { kind: 'ending', attemptId, ...end } }
    default:
      return undefined
  }
}

const asynchronousGateway: Gateway = {
  ...sandboxGateway,
  kind: ASYNCHRONOUS_KIND,
  capture: (send, request) => accepted(send, (spied) => sandboxGateway.capture(spied, request)),
  void: (send, request) => accepted(send, (spied) => sandboxGateway.void(spied, request)),
  refund: (send, request) => accepted(send, (spied) => sandboxGateway.refund(spied, request)),
  async readWebhook(body, send) {
    const message = messageOf(body as Told)
    return message === undefined ? sandboxGateway.readWebhook(body, send) : ok([message])
  },
}

export const gatewayOf = (kind: string): Gateway | undefined =>
  kind === ASYNCHRONOUS_KIND ? asynchronousGateway : realOf(kind)

export const gatewayKinds = (): readonly string[] => [...realKinds(), ASYNCHRONOUS_KIND]
