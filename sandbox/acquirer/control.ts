import type { IncomingMessage, ServerResponse } from 'node:http'
import { paymentSession } from '../applePay.ts'
import { type Answer, emptyAnswer, errorAnswer, jsonAnswer, parseJson, readBody, send } from '../http/answer.ts'
import type { Acquirer } from './acquirer.ts'
import { acsPage, methodPage, notificationIn, resultPage, silentPage, transactionIn } from './acsPages.ts'
import { chargeRows } from './book.ts'
import { challengePage, endedPage, noChallengePage } from './challengePage.ts'
import { parseFault } from './faults.ts'
import { answerChallenge } from './threeDS.ts'

export type AcquirerName = 'a' | 'b'

export type Acquirers = Readonly<Record<AcquirerName, { readonly acquirer: Acquirer; readonly baseUrl: string }>>

/** What `{sandbox}` serves without credentials: books, faults, challenge pages, health. For development only. */
export async function handleControl(
  acquirers: Acquirers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request)
  if (text === undefined) return send(response, errorAnswer(413, 'invalid_request', 'the body is too long'))
  send(response, await answerFor(acquirers, request.method ?? 'GET', request.url ?? '/', text))
}

async function answerFor(acquirers: Acquirers, method: string, target: string, body: string): Promise<Answer> {
  const url = URL.parse(target, 'http://sandbox')
  const [, first, second, third, rest, deeper] = (url?.pathname ?? '').split('/')
  if (method === 'GET' && first === 'health' && second === undefined) return health(acquirers)
  if (first === 'challenge' && isName(second) && third !== undefined) {
    const { acquirer } = acquirers[second]
    if (rest === undefined) return challenge(acquirer, method, third, body)
    return deeper === undefined ? issuer(acquirer, `${method} ${rest}`, third, body) : noSuchRoute()
  }
  if (method === 'POST' && first === 'apple-pay' && second === 'paymentSession' && third === undefined) {
    return paymentSession(body)
  }
  if (!isName(first) || third !== undefined) return noSuchRoute()
  const { acquirer } = acquirers[first]
  if (second === 'charges' && method === 'GET') {
    const rows = chargeRows(acquirer.book, url?.searchParams.get('reference') ?? undefined)
    await acquirer.book.settled()
    return jsonAnswer(200, rows)
  }
  if (second === 'faults') return faults(acquirer, method, body)
  return noSuchRoute()
}

async function faults({ faults: set }: Acquirer, method: string, body: string): Promise<Answer> {
  if (method === 'GET') return jsonAnswer(200, set.current() ?? null)
  if (method === 'DELETE') {
    await set.replace(undefined)
    return emptyAnswer(204)
  }
  if (method !== 'PUT') return noSuchRoute()
  const parsed = parseFault(parseJson(body))
  if (!parsed.ok) return errorAnswer(400, 'invalid_request', `${parsed.error} is missing or not valid`, parsed.error)
  await set.replace(parsed.value)
  return emptyAnswer(204)
}

/** Answering twice changes nothing and leads back alike; after a fence there is nothing left to answer. */
async function challenge(acquirer: Acquirer, method: string, challengeId: string, body: string): Promise<Answer> {
  const payment = acquirer.book.byChallenge(challengeId)
  if (payment === undefined) return noChallengePage()
  if (payment.status === 'fenced') return endedPage()
  if (method === 'GET') {
    return payment.status === 'challenge_required'
      ? challengePage(payment)
      : emptyAnswer(303, { location: payment.returnUrl })
  }
  const answer = new URLSearchParams(body).get('answer')
  const isLater = answer === 'later' && payment.bank !== undefined
  if (method !== 'POST' || (answer !== 'approve' && answer !== 'reject' && !isLater)) {
    return errorAnswer(400, 'invalid_request', 'answer is approve or reject, at a bank also later', 'answer')
  }
  await acquirer.commit(answerChallenge(payment, answer, acquirer.context()))
  return emptyAnswer(303, { location: payment.returnUrl })
}

/** The issuer's pages of a challenge that is taken in the merchant's own page: what is posted has to be of this payment. */
async function issuer(acquirer: Acquirer, call: string, challengeId: string, body: string): Promise<Answer> {
  const payment = acquirer.book.byChallenge(challengeId)
  if (payment?.threeDS === undefined) return noChallengePage()
  const { serverTransId, isSilent } = payment.threeDS
  const form = new URLSearchParams(body)
  switch (call) {
    case 'POST method': {
      const data = form.get('threeDSMethodData')
      const notificationUrl = notificationIn(data)
      if (transactionIn(data) !== serverTransId || notificationUrl === undefined) return noChallengePage()
      return isSilent ? silentPage() : methodPage(payment, notificationUrl)
    }
    case 'POST acs': {
      if (transactionIn(form.get('creq')) !== serverTransId) return noChallengePage()
      if (payment.status === 'fenced') return endedPage()
      if (payment.status !== 'challenge_required') return resultPage(payment)
      return isSilent ? silentPage() : acsPage(payment, 'answer')
    }
    case 'POST answer': {
      const answer = form.get('answer')
      if (payment.status === 'fenced') return endedPage()
      if (answer !== 'approve' && answer !== 'reject') return noChallengePage()
      await acquirer.commit(answerChallenge(payment, answer, acquirer.context()))
      return resultPage(acquirer.book.byChallenge(challengeId) ?? payment)
    }
    default:
      return noSuchRoute()
  }
}

const health = (acquirers: Acquirers): Answer =>
  jsonAnswer(200, {
    status: 'ok',
    acquirers: { a: { baseUrl: acquirers.a.baseUrl }, b: { baseUrl: acquirers.b.baseUrl } },
  })

const isName = (text: string | undefined): text is AcquirerName => text === 'a' || text === 'b'

const noSuchRoute = (): Answer => errorAnswer(404, 'no_such_route', 'there is no such route')
