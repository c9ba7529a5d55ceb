import type { Answer, Caller, Command } from '../../src/payment/command.ts'
import type { Actor, Clock } from '../platform/clock.ts'
import type { Chance } from '../platform/random.ts'
import type { CardKind } from './book.ts'
import type { Asked, Operation, Seen, Shown } from './evidence.ts'
import type { Requests } from './requests.ts'

export interface ClientPorts {
  readonly clock: Clock
  readonly requests: Requests
  readonly send: (command: Command) => Promise<Answer>
  readonly read: (paymentId: string, caller: Caller) => Promise<Shown | null>
  readonly returned: (paymentId: string, attempt: number) => Promise<unknown>
  /** A new card of this kind, as the vault would hand out its token. */
  readonly token: (kind: CardKind) => string
  readonly trace: (line: () => string) => void
  /** Clients make trouble only until then; afterwards they only wait for how it ends. */
  readonly endMs: number
}

/** How often a client tries again when nothing comes back. */
const MOST_TRIES = 6

export type Client = ReturnType<typeof createClient>

/** Somebody who asks, and does not trust the network: the same key again, twice at once, hanging up, looking. */
export function createClient(self: Actor, paymentId: string, caller: Caller, chance: Chance, ports: ClientPorts) {
  const { clock, requests, trace } = ports
  const asked: Asked[] = []
  const seen: Seen[] = []
  let view: Shown | undefined

  const look = (by: string, fromMs: number, shown: Shown): void => {
    seen.push({ by, fromMs, untilMs: clock.nowMs(), view: shown })
    if (view === undefined || Number(shown.seq) >= Number(view.seq)) view = shown
  }

  const sleep = (ms: number): Promise<void> => clock.sleep(ms, self)

  async function once(
    record: Asked,
    command: Command,
    isOther: boolean,
    mayHangUp: boolean,
  ): Promise<Answer | undefined> {
    const fromMs = clock.nowMs()
    const running = requests.start(self, record.operation, () => ports.send(command))
    if (mayHangUp && chance.is(0.06)) clock.after(chance.whole(0, 600), self, running.hangUp)
    try {
      const answer = await running.answer
      const told = answer.ok
        ? { ok: true, number: answer.number, view: answer.view as unknown as Shown }
        : { ok: false, refusal: answer.refusal.kind }
      record.answers.push({ atMs: clock.nowMs(), isOther, ...told })
      if (answer.ok) look(record.operation, fromMs, answer.view as unknown as Shown)
      trace(
        () =>
          `${self.name} hears of ${record.operation} ${record.key}: ${answer.ok ? `${answer.view.status}, seq ${answer.view.seq}` : answer.refusal.kind}`,
      )
      return answer
    } catch {
      trace(() => `${self.name} hears nothing of ${record.operation} ${record.key}`)
      return undefined
    }
  }

  /** Until somebody answers, with the same key; now and then the same twice at once, or with another amount or card. */
  async function ask(
    operation: Operation,
    key: string,
    command: Command,
    amountMinor?: bigint,
  ): Promise<Answer | undefined> {
    const wish = command.kind === 'create' ? { currency: command.currency, captureMethod: command.captureMethod } : {}
    const record: Asked = { ...{ operation, key, amountMinor, sinceMs: clock.nowMs(), answers: [] }, ...wish }
    asked.push(record)
    trace(() => `${self.name} asks: ${operation} ${key}${amountMinor === undefined ? '' : ` ${amountMinor}`}`)
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const isTwice = chance.is(0.08)
      const twin = isTwice ? once(record, { ...command, requestId: 'twin' }, false, true) : undefined
      if (isTwice && chance.is(0.5)) await sleep(chance.whole(0, 300))
      const answer = await once(record, command, false, true)
      await twin
      if (answer !== undefined) {
        const isComparable = amountMinor !== undefined || (operation === 'confirm' && 'idempotencyKey' in command)
        if (isComparable && chance.is(0.05)) await other(record, command)
        return answer
      }
      await sleep(chance.whole(100, 4_000))
    }
    return undefined
  }

  async function other(record: Asked, command: Command): Promise<void> {
    if (!('fields' in command)) return
    const fields = command.fields.map(
      ([path, text]) => [path, path === 'amount' || path === 'token' ? `${text}9` : text] as const,
    )
    await once(record, { ...command, fields }, true, false)
  }

  async function read(by = 'a read'): Promise<Shown | undefined> {
    const fromMs = clock.nowMs()
    try {
      const shown = await requests.start(self, 'read', () => ports.read(paymentId, caller)).answer
      if (shown !== null) look(by, fromMs, shown)
      return shown ?? undefined
    } catch {
      return undefined
    }
  }

  return {
    self,
    paymentId,
    caller,
    chance,
    sleep,
    ask,
    read,
    asked,
    seen,
    view: () => view,
    status: (): string => String(view?.status ?? 'NONE'),
    isOver: (): boolean => clock.nowMs() >= ports.endMs,
    async comesBack(attempt: number): Promise<void> {
      await requests.start(self, 'return', () => ports.returned(paymentId, attempt)).answer.catch(() => undefined)
    },
    token: ports.token,
  }
}
