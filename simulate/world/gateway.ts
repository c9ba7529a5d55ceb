import type { GatewayAnswer } from '../../src/gateway/forward.ts'
import type { ForwardCommand } from '../../src/vault/contract.ts'
import { type Actor, type Clock, luckOf } from '../platform/clock.ts'
import { type Fault, type Faults, GATEWAY_FAULTS, type GatewayFault } from '../platform/faults.ts'
import type { Objects } from '../platform/objects.ts'
import type { Acquirer } from './acquirer.ts'
import { type AcquirerAnswer, refusal } from './book.ts'

interface GatewayOptions {
  readonly clock: Clock
  readonly faults: Faults
  readonly objects: Objects
  readonly labelOf: (paymentId: string) => string
  readonly acquirerOf: (accountId: string) => Acquirer | undefined
  /** How much likelier trouble is there just now. */
  readonly weather: (accountId: string, nowMs: number) => number
  readonly trace: (line: () => string) => void
}

/** How an exchange goes: when the request is there, when it ends for us, and with what. */
interface Course {
  readonly arrivesMs?: number
  readonly answersMs: number
  readonly answer: (answered: AcquirerAnswer | undefined) => GatewayAnswer | 'broken'
}

const unknown = (reason: string) => (): GatewayAnswer => ({ kind: 'unknown', reason })

/** The vault and everything behind it: connections, the network, the acquirer and its moods. */
export function createGateways({ clock, faults, objects, acquirerOf, weather, trace, labelOf }: GatewayOptions) {
  const parties = new Map<string, Actor>()
  const answered = (command: ForwardCommand, answer: AcquirerAnswer | undefined): GatewayAnswer => {
    if (answer === undefined) return { kind: 'unknown', reason: 'no answer' }
    const cardFingerprint =
      command.token === undefined ? {} : { cardFingerprint: `card of ${command.token.slice(0, 33)}` }
    return { kind: 'answered', headers: {}, ...answer, ...cardFingerprint }
  }

  function courseOf(command: ForwardCommand, fault: Fault<GatewayFault> | undefined, latencyMs: number): Course {
    const { timeoutMs, checkConnection } = command
    const plain = {
      arrivesMs: latencyMs / 2,
      answersMs: latencyMs,
      answer: (one?: AcquirerAnswer) => answered(command, one),
    }
    const timedOut = { answersMs: timeoutMs, answer: unknown('time_out') }
    const says = (one: AcquirerAnswer) => ({ answersMs: latencyMs, answer: () => answered(command, one) })
    switch (fault?.kind) {
      case undefined:
      case 'request arrives twice':
      case 'another amount':
        return plain
      case 'refuses connections':
        return checkConnection === true
          ? { answersMs: 5, answer: () => ({ kind: 'not_sent', reason: 'connection_refused' }) }
          : { answersMs: 5, answer: unknown('connection lost') }
      case 'no access token':
        return { answersMs: latencyMs, answer: () => ({ kind: 'not_sent', reason: 'no_access_token' }) }
      case 'vault fails':
        return {
          ...(fault.unit < 0.5 ? {} : { arrivesMs: latencyMs / 2 }),
          answersMs: latencyMs,
          answer: () => 'broken',
        }
      case 'hangs before charging':
        return timedOut
      case 'arrives after the answer was given up':
        return { ...timedOut, arrivesMs: timeoutMs + fault.unit ** 2 * 120_000 }
      case 'charges, then hangs':
        return { ...timedOut, arrivesMs: latencyMs / 2 }
      case 'charges, then resets':
        return { ...plain, answer: unknown('connection lost') }
      case 'charges, then 500':
        return { ...plain, answer: () => answered(command, { status: 500, body: '<h1>Internal error</h1>' }) }
      case 'half an answer':
        return {
          ...plain,
          answer: (one) => answered(command, one && { ...one, body: one.body.slice(0, one.body.length >> 1) }),
        }
      case 'HTML':
        return { ...plain, answer: () => answered(command, { status: 200, body: '<html>maintenance</html>' }) }
      case 'unknown status':
        return { ...plain, answer: (one) => answered(command, one && { ...one, body: '{"status":"reviewing"}' }) }
      case 'not found at first':
        return command.request.method === 'GET' ? says(refusal(404, 'not_found')) : plain
      case 'slow': {
        const slowMs = 1_000 + fault.unit * 17_000
        return slowMs < timeoutMs ? { ...plain, answersMs: slowMs } : { ...timedOut, arrivesMs: latencyMs }
      }
      case 'unprocessed':
        return says(refusal(503, 'temporarily_unavailable'))
      case 'rate limited':
        return says(refusal(429, 'rate_limited'))
      case 'login refused':
        return says(refusal(401, 'unauthorized'))
    }
  }

  /** Each payment has its own luck with an acquirer, so that one more or less of them changes nothing for the others. */
  const partyOf = (name: string, paymentId: string): Actor => {
    const known = parties.get(`${name} ${paymentId}`)
    if (known !== undefined) return known
    const label = `${name} for ${labelOf(paymentId)}`
    const party: Actor = { name: label, isAlive: true, luck: luckOf(label) }
    parties.set(`${name} ${paymentId}`, party)
    return party
  }

  function exchange(command: ForwardCommand, tell: (answer: GatewayAnswer | 'broken') => void): void {
    const { accountId, request, token, refusedCards } = command
    const acquirer = acquirerOf(accountId)
    if (acquirer === undefined) {
      tell({ kind: 'not_sent', reason: 'no_account' })
      return
    }
    if (refusedCards?.some((card) => token !== undefined && card === `card of ${token.slice(0, 33)}`)) {
      tell({ kind: 'token_refused', reason: 'card_refused' })
      return
    }
    const { self } = acquirer
    const party = partyOf(self.name, command.paymentId)
    const latencyMs = faults.latencyMs(party, 20, 400)
    const fault = faults.atGateway(party, GATEWAY_FAULTS, weather(accountId, clock.nowMs()))
    const { method, path, body } = request
    if (fault !== undefined)
      trace(() => `fault ${fault.id}: acquirer ${accountId.slice(-1)} ${fault.kind} (${method} ${path.slice(-9)})`)
    const course = courseOf(command, fault, latencyMs)
    let answer: AcquirerAnswer | undefined
    const arrive = () => {
      answer = acquirer.handle(method, path, body, token ?? '', fault?.kind === 'another amount')
    }
    if (course.arrivesMs !== undefined) clock.after(course.arrivesMs, self, arrive)
    if (fault?.kind === 'request arrives twice') clock.after(latencyMs + fault.unit * 40_000, self, arrive)
    clock.after(course.answersMs, clock.nobody, () => tell(course.answer(answer)))
  }

  return {
    /** What the api Worker's objects are bound to. */
    forward(command: ForwardCommand): Promise<GatewayAnswer> {
      const caller = clock.current()
      const fault = faults.at(caller, ['crash', 'evict', 'delay'])
      const how = fault?.kind === 'evict' ? 'evict' : 'crash'
      const isEnd = fault?.kind === 'crash' || fault?.kind === 'evict'
      const place = isEnd ? Math.floor(fault.unit * 3) : -1
      return new Promise((resolve, reject) => {
        if (place === 0) return objects.end(caller, how)
        objects.leave(caller, () => {
          trace(
            () =>
              `${caller.name} → acquirer ${command.accountId.slice(-1)}: ${command.request.method} ${command.request.path.slice(-9)}`,
          )
          if (place === 1) clock.after((fault?.unit ?? 0) * 300, caller, () => objects.end(caller, how))
          exchange(command, (answer) => {
            const lateMs = fault?.kind === 'delay' ? fault.unit ** 2 * 10_000 : 1
            clock.after(lateMs, caller, () => {
              if (place === 2) return objects.end(caller, how)
              if (answer === 'broken') reject(new Error('the vault was lost under way'))
              else resolve(answer)
            })
          })
        })
      })
    },
    spend: async (): Promise<void> => undefined,
  }
}
