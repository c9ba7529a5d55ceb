import { readReturnToken } from '../access/returnToken.ts'
import { readText } from '../http/body.ts'
import { problemResponse } from '../http/problem.ts'
import type { PaymentService } from '../payment/contract.ts'
import { destinationOf } from './destination.ts'
import { returnedValues } from './values.ts'

const LARGEST_FORM_BYTES = 64 * 1024

/** Neither the shop nor anyone else is to learn the token from a referrer, and no cache is to keep the visit. */
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Done</title>
<p>You can close this window.</p>
</html>
`

export interface ReturnPorts {
  readonly signingSecret: string
  readonly payment: (paymentId: string) => PaymentService
  readonly requestId: string
}

/**
 * Where gateways and issuers send the shopper back. Hands what came to the payment, which takes it the first time only,
 * and sends the shopper on to the shop, every time alike.
 */
export async function answerReturn(request: Request, token: string, ports: ReturnPorts): Promise<Response> {
  const visit = readReturnToken(ports.signingSecret, token)
  if (visit === undefined) return problemResponse(404, 'There is no such return address.', ports.requestId)
  const values = returnedValues(await pairsOf(request))
  const destination = await ports.payment(visit.paymentId).returned(visit.attempt, values)
  if (destination === null) return problemResponse(404, 'There is no such return address.', ports.requestId)
  if (destination.returnUrl === undefined) {
    const policy = "default-src 'none'; base-uri 'none'; form-action 'none'"
    return new Response(PAGE, {
      headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
    })
  }
  const location = destinationOf(destination.returnUrl, visit.paymentId)
  return new Response(null, { status: 303, headers: { ...HEADERS, location } })
}

async function pairsOf(request: Request): Promise<readonly (readonly [string, string])[]> {
  const query = [...new URL(request.url).searchParams]
  const mediaType = request.headers.get('content-type') ?? ''
  if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(mediaType)) return query
  const form = await readText(request, LARGEST_FORM_BYTES)
  return form.ok ? [...query, ...new URLSearchParams(form.value)] : query
}
