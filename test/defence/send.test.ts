import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { guardedBy } from '../../src/access/guarded.ts'
import { createConfirmations } from '../../src/defence/confirmations.ts'
import { createGuessing } from '../../src/defence/guesses.ts'
import { networkOf } from '../../src/defence/network.ts'
import { sendingBy } from '../../src/defence/send.ts'
import { identityOf } from '../../src/http/graphql/server.ts'
import type { Answer, Caller, ConfirmCommand } from '../../src/payment/command.ts'
import type { PaymentView } from '../../src/payment/view.ts'

const HERE = networkOf('192.0.2.1')
const THERE = networkOf('198.51.100.1')

const confirm = (kind: Caller['kind'] = 'client', merchantId = 'mer_one'): ConfirmCommand => ({
  kind: 'confirm',
  paymentId: 'pay_one',
  caller: { kind, merchantId, mode: 'LIVE' },
  requestId: 'req_one',
  token: 'tok_one',
  fields: [],
  routing: { policy: { version: 1, rules: [] }, accounts: [] } as unknown as ConfirmCommand['routing'],
})

const ended = (status: 'APPROVED' | 'DECLINED' | 'UNKNOWN', replayed = false): Answer => ({
  ok: true,
  view: { attempts: [{ status }] } as unknown as PaymentView,
  replayed,
  firstSeenAtMs: 1,
})

function defended() {
  const waits: number[] = []
  const challenges: (string | undefined)[] = []
  let sent = 0
  const send = sendingBy(
    createConfirmations(() => 1),
    async (ms) => waits.push(ms),
  )
  return {
    waits,
    challenges,
    sent: () => sent,
    send: (network: typeof HERE, command: ConfirmCommand, answer: Answer) =>
      send(network, command, async (defended) => {
        sent += 1
        challenges.push(defended.kind === 'confirm' ? defended.challenge : undefined)
        return answer
      }),
  }
}

describe('HL1 confirming card after card', () => {
  test('is delayed, then refused before the payment hears of it, and no other network or shop notices', async () => {
    const { send, waits, sent } = defended()
    const answers: Answer[] = []
    for (let tries = 0; tries < 40; tries += 1) answers.push(await send(HERE, confirm(), ended('DECLINED')))
    expect(sent()).toBe(25)
    expect(waits.length).toBe(20)
    expect(Math.max(...waits)).toBe(2_000)
    expect(answers.at(-1)).toMatchObject({ ok: false, refusal: { kind: 'rate_limited' }, replayed: false })
    expect((await send(THERE, confirm(), ended('DECLINED'))).ok).toBe(true)
    expect((await send(HERE, confirm('client', 'mer_two'), ended('DECLINED'))).ok).toBe(true)
  })

  test('has to pass 3-D Secure before it is refused', async () => {
    const { send, challenges } = defended()
    for (let tries = 0; tries < 40; tries += 1) await send(HERE, confirm(), ended('DECLINED'))
    expect(challenges.slice(0, 10)).toEqual(Array.from({ length: 10 }))
    expect(challenges.slice(10)).toEqual(Array.from({ length: 15 }, () => 'REQUIRED'))
  })

  test('does not count a shop’s own server, which confirms for all of its shoppers, nor whose address is not known', async () => {
    const { send, waits } = defended()
    for (let tries = 0; tries < 100; tries += 1) {
      expect((await send(HERE, confirm('secret'), ended('DECLINED'))).ok).toBe(true)
      expect((await send(undefined, confirm(), ended('DECLINED'))).ok).toBe(true)
    }
    expect(waits).toEqual([])
  })

  test('counts neither repetitions nor what nobody knows the end of, and good cards speak for an address', async () => {
    const { send, waits } = defended()
    for (let tries = 0; tries < 50; tries += 1) {
      await send(HERE, confirm(), ended('DECLINED', true))
      await send(HERE, confirm(), ended('UNKNOWN'))
      await send(HERE, confirm(), ended('DECLINED'))
      await send(HERE, confirm(), ended('APPROVED'))
    }
    expect(waits).toEqual([])
  })
})

describe('HL1 guessing keys at the api', () => {
  const request = (credential: string) =>
    new Request('https://api.test/graphql', { headers: { authorization: `Bearer ${credential}` } })

  test('is answered 401, then 429 with Retry-After, the same for every guess, and a good key beside it is served', async () => {
    const guarded = guardedBy(createGuessing(() => 1))
    const ask = async (credential: string, network = HERE): Promise<string> => {
      const identify = () =>
        guarded(network, async () =>
          credential === 'good'
            ? {
                kind: 'identified',
                identity: { kind: 'secret', merchantId: 'mer_one', mode: 'TEST', credentialId: 'key_one' },
              }
            : { kind: 'refused' },
        )
      try {
        const identity = await identityOf(request(credential), { identify }, true)
        return String(identity?.credentialId)
      } catch (error) {
        return error instanceof GraphQLError ? JSON.stringify(error.extensions) : 'a fault'
      }
    }
    const answers: string[] = []
    for (let guesses = 0; guesses < 40; guesses += 1) answers.push(await ask(`guess${guesses}`))
    expect(new Set(answers.slice(0, 30)).size).toBe(1)
    expect(answers[0]).toContain('UNAUTHENTICATED')
    for (const answer of answers.slice(30)) {
      expect(JSON.parse(answer)).toMatchObject({ code: 'RATE_LIMITED', http: { status: 429 } })
      expect(Number(JSON.parse(answer).http.headers['retry-after'])).toBeGreaterThan(0)
    }
    expect(await ask('good')).toBe('key_one')
    expect(await ask('guess', THERE)).toContain('UNAUTHENTICATED')
  })
})
