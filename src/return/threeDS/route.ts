import { readReturnToken } from '../../access/returnToken.ts'
import { decodeMessage } from '../../gateway/threeDSMessages.ts'
import { problemResponse } from '../../http/problem.ts'
import { unreachable } from '../../result.ts'
import { pairsOf, type ReturnPorts } from '../route.ts'
import { returnedValues } from '../values.ts'
import { type Addresses, challengePage, decoupledPage, deviceDataPage, notifiedPage } from './pages.ts'

export interface StepPorts extends ReturnPorts {
  readonly publicOrigin: string
}

/**
 * Our own page for steps of 3-D Secure, shown in the checkout's frame or as a page of its own. It shows whatever the attempt
 * waits for at that moment, takes the result of the device step, and sends on who has nothing left to do here.
 */
export async function answerStep(request: Request, token: string, ports: StepPorts): Promise<Response> {
  const visit = readReturnToken(ports.signingSecret, token)
  const payment = visit && ports.payment(visit.paymentId)
  if (visit === undefined || payment === undefined) return noSuchStep(ports)
  if (request.method === 'POST') {
    const values = returnedValues(await pairsOf(request))
    if ((await payment.returned(visit.attempt, values)) === null) return noSuchStep(ports)
    return onward(`/three-ds/${token}`)
  }
  const waiting = await payment.stepOf(visit.attempt)
  if (waiting === null) return noSuchStep(ports)
  const { step } = waiting
  const own = `${ports.publicOrigin}/three-ds/${token}`
  const addresses: Addresses = {
    own,
    notification: `${own}/device-data`,
    paymentId: visit.paymentId,
    vaultOrigin: ports.vaultOrigin,
  }
  switch (step?.kind) {
    case undefined:
      return onward(`/return/${token}`)
    case 'device_data':
      return deviceDataPage(step, addresses)
    case 'challenge':
      return challengePage(step, addresses)
    case 'decoupled':
      return decoupledPage()
    default:
      return unreachable(step)
  }
}

/** Where the issuer's hidden frame ends. Only the transaction that is waited for is taken for done. */
export async function answerNotification(request: Request, token: string, ports: StepPorts): Promise<Response> {
  const visit = readReturnToken(ports.signingSecret, token)
  const waiting = visit && (await ports.payment(visit.paymentId).stepOf(visit.attempt))
  const { threeDSMethodData } = returnedValues(await pairsOf(request))
  const transaction = decodeMessage(threeDSMethodData)?.threeDSServerTransID
  const isAwaited = waiting?.step?.kind === 'device_data' && waiting.step.threeDSServerTransId === transaction
  return isAwaited ? notifiedPage() : noSuchStep(ports)
}

const onward = (location: string): Response =>
  new Response(null, {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })

const noSuchStep = ({ requestId }: ReturnPorts): Response => problemResponse(404, 'There is no such step.', requestId)
