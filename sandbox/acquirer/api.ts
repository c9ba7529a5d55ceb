import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, emptyAnswer, errorAnswer, parseJson, readBody, send } from '../http/answer.ts'
import type { Acquirer } from './acquirer.ts'
import { authorize, fence, lookUp } from './authorize.ts'
import { type Context, type Decision, noSuchPayment } from './decision.ts'
import { type DisputeResponseKind, respond } from './disputes.ts'
import { durationMs, type Fault, type Operation } from './faults.ts'
import { unauthorized } from './oauth.ts'
import { capture, refund, voidPayment } from './operations.ts'
import { continueAfterDevice } from './threeDS.ts'

/** The payment API of one acquirer, on its own port. */
interface Call {
  readonly operation: Operation
  decide(acquirer: Acquirer, body: unknown, context: Context): Decision
}

/** The call that a method and path name, or undefined. */
function callFor(method: string, path: string): Call | undefined {
  const [, collection, id = '', action, rest] = path.split('/')
  if (rest !== undefined) return undefined
  if (collection === 'payments') return paymentCall(method, decode(id), action)
  if (collection === 'disputes' && method === 'POST') return disputeCall(decode(id), action)
  return undefined
}

function paymentCall(method: string, attemptId: string, action: string | undefined): Call | undefined {
  const name = [method, attemptId === '' ? 'collection' : 'payment', action].filter(Boolean).join(' ')
  switch (name) {
    case 'POST collection':
      return { operation: 'authorize', decide: ({ book }, body, context) => authorize(book, body, context) }
    case 'GET payment':
      return { operation: 'lookup', decide: (acquirer, _body, context) => lookUpLate(acquirer, attemptId, context) }
    case 'POST payment fence':
      return { operation: 'fence', decide: ({ book }, _body, context) => fence(book, attemptId, context) }
    case 'POST payment authentication':
      return {
        operation: 'authentication',
        decide: ({ book }, body, context) => continueAfterDevice(book, attemptId, body, context),
      }
    case 'POST payment captures':
      return { operation: 'capture', decide: ({ book }, body, context) => capture(book, attemptId, body, context) }
    case 'POST payment void':
      return { operation: 'void', decide: ({ book }, _body, context) => voidPayment(book, attemptId, context) }
    case 'POST payment refunds':
      return { operation: 'refund', decide: ({ book }, body, context) => refund(book, attemptId, body, context) }
    default:
      return undefined
  }
}

function disputeCall(disputeId: string, action: string | undefined): Call | undefined {
  if (action !== 'accept' && action !== 'evidence') return undefined
  const kind: DisputeResponseKind = action
  return { operation: 'dispute', decide: ({ book }, body, context) => respond(book, disputeId, kind, body, context) }
}

/** A look-up that does not see yet what the book already has, where a fault says so. */
function lookUpLate(acquirer: Acquirer, attemptId: string, context: Context): Decision {
  const exists = acquirer.book.payments.has(attemptId)
  if (exists && acquirer.faults.takeKind('late_lookup') !== undefined) return noSuchPayment()
  return lookUp(acquirer.book, attemptId, context)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Answers one request, with whatever fault hits it. */
export async function handlePaymentApi(
  acquirer: Acquirer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request)
  if (text === undefined) return send(response, errorAnswer(413, 'invalid_request', 'the body is too long'))
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const method = request.method ?? 'GET'
  const isToken = method === 'POST' && path === '/oauth/token'
  const call = isToken ? undefined : callFor(method, path)
  if (!isToken && call === undefined) return send(response, errorAnswer(404, 'no_such_route', 'there is no such route'))

  const fault = acquirer.faults.takeFor(call?.operation ?? 'token')
  if (await stoppedBefore(acquirer, fault, response)) return
  const answer =
    call === undefined ? issueToken(acquirer, request, text) : await perform(acquirer, call, request, text, fault)
  await sendWith(fault, answer, response)
}

const issueToken = ({ tokens }: Acquirer, { headers }: IncomingMessage, text: string): Answer =>
  tokens.issue(headers.authorization, headers['content-type'], text, Date.now())

async function perform(
  acquirer: Acquirer,
  call: Call,
  request: IncomingMessage,
  text: string,
  fault: Fault | undefined,
): Promise<Answer> {
  if (!acquirer.tokens.accepts(request.headers.authorization, Date.now())) return unauthorized()
  const context = acquirer.context(fault?.kind === 'wrong_amount')
  const { changes, answer } = call.decide(acquirer, parseJson(text), context)
  // Also a mere reading waits for the disk: what it saw must not be lost after it was told.
  await acquirer.commit(changes)
  return answer
}

/** Faults that come before anything is done. True where there is nothing more to do. */
async function stoppedBefore(acquirer: Acquirer, fault: Fault | undefined, response: ServerResponse): Promise<boolean> {
  switch (fault?.kind) {
    case 'latency':
      await sleep(durationMs(fault))
      return false
    case 'reset_before':
      response.socket?.resetAndDestroy()
      return true
    case 'hang_before':
      await hang(response, durationMs(fault))
      return true
    case 'unprocessed':
      send(response, errorAnswer(503, 'temporarily_unavailable', 'nothing was processed'))
      return true
    case 'unauthorized':
      acquirer.tokens.revokeAll()
      send(response, unauthorized())
      return true
    default:
      return false
  }
}

/** Faults that come after it is done and in the book. */
async function sendWith(fault: Fault | undefined, answer: Answer, response: ServerResponse): Promise<void> {
  switch (fault?.kind) {
    case 'charge_then_hang':
      return hang(response, durationMs(fault))
    case 'charge_then_500':
      // No promise about what was processed: this is an answer that says nothing.
      return send(response, { ...emptyAnswer(500, { 'content-type': 'text/html' }), body: '<h1>Internal error</h1>' })
    case 'charge_then_reset':
      response.socket?.resetAndDestroy()
      return
    case 'half_answer':
      response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
      response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => response.socket?.destroy())
      return
    default:
      return send(response, answer)
  }
}

/** Keeps the client waiting until it goes away or the time is up, then drops the connection without a word. */
function hang(response: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      response.socket?.destroy()
      resolve()
    }, ms)
    response.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
