import { readReturnToken } from '../access/returnToken.ts'
import { readText } from '../http/body.ts'
import { problemResponse } from '../http/problem.ts'
import type { PaymentService } from '../payment/contract.ts'
import { destinationOf } from './destination.ts'
import { RETURN_PAGE_POLICY, returnPage } from './page.ts'
import { returnedValues } from './values.ts'

const LARGEST_FORM_BYTES = 64 * 1024

/** Neither the shop nor anyone else is to learn the token from a referrer, and no cache is to keep the visit. */
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

export interface ReturnPorts {
  readonly signingSecret: string
  readonly vaultOrigin: string
  readonly payment: (paymentId: string) => PaymentService
  readonly requestId: string
}

/**
 * Where gateways and issuers send the shopper back. Hands what came to the payment, which takes it the first time only,
 * and sends the shopper on to the shop, every time alike, or tells the checkout's frame when the challenge ran in place.
 */
export async function answerReturn(request: Request, token: string, ports: ReturnPorts): Promise<Response> {
  const visit = readReturnToken(ports.signingSecret, token)
  if (visit === undefined) return problemResponse(404, 'There is no such return address.', ports.requestId)
  const values = returnedValues(await pairsOf(request))
  const destination = await ports.payment(visit.paymentId).returned(visit.attempt, values)
  if (destination === null) return problemResponse(404, 'There is no such return address.', ports.requestId)
  const { returnUrl } = destination
  const location = returnUrl === undefined ? undefined : destinationOf(returnUrl, visit.paymentId)
  // In a frame the shop has its own page around it already: following on would show the shop inside itself.
  if (location !== undefined && request.headers.get('sec-fetch-dest') !== 'iframe') {
    return new Response(null, { status: 303, headers: { ...HEADERS, location } })
  }
  return new Response(returnPage(visit.paymentId, ports.vaultOrigin, location), {
    headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': RETURN_PAGE_POLICY },
  })
}

export async function pairsOf(request: Request): Promise<readonly (readonly [string, string])[]> {
  const query = [...new URL(request.url).searchParams]
  const mediaType = request.headers.get('content-type') ?? ''
  if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(mediaType)) return query
  const form = await readText(request, LARGEST_FORM_BYTES)
  return form.ok ? [...query, ...new URLSearchParams(form.value)] : query
}
