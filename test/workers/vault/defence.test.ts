import { evictDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { challengeIn, solve } from '../../../checkout-widget/frame/pay/proof.ts'
import { tokenIdOf } from '../../../src/vault/contract.ts'
import { CARD, type Created, encrypted, postToken, vault } from './support.ts'

/** The vault tells of what it saw within this, twice over where an outcome has to come after it. */
const TOLD_MS = 700

interface Problem {
  readonly code: string
  readonly requestId: string
  readonly challenge?: unknown
}

const from = (address: string) => ({ 'cf-connecting-ip': address })
const bring = async (address: string, card: unknown = CARD, credential = 'pk_test_m1') =>
  postToken({ jwe: await encrypted(card) }, credential, from(address))

/** Numbers that pass Luhn's test, in as many ranges as there are numbers. */
function numberOf(index: number): string {
  const body = `4${String(index * 7_919_000_003)
    .padStart(14, '0')
    .slice(-14)}`
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

const mistyped = { ...CARD, number: '4242424242424241' }

async function mistype(address: string, times: number, credential?: string): Promise<void> {
  for (let done = 0; done < times; done += 1) expect((await bring(address, mistyped, credential)).status).toBe(422)
}

describe('HL1 card testing', () => {
  test('an address that tries numbers is refused with Retry-After, and nobody else notices', async () => {
    // A little is forgotten even in a second, so it takes one more than the line says.
    await mistype('192.0.2.1', 26)
    const refused = await bring('192.0.2.1')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(900)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 })
    // Another shopper, the same address at another shop, the live shop, and whoever's address is not known.
    expect((await bring('198.51.100.1')).status).toBe(201)
    expect((await bring('192.0.2.1', CARD, 'pk_test_m2')).status).toBe(201)
    expect((await bring('192.0.2.1', CARD, 'pk_live_m1')).status).toBe(201)
    expect((await postToken({ jwe: await encrypted() })).status).toBe(201)
  })

  test('before that it is asked for work, which a browser does by itself, for this card alone', async () => {
    await mistype('192.0.2.66', 12, 'pk_test_m3')
    const jwe = await encrypted()
    const post = (body: object) => postToken(body, 'pk_test_m3', from('192.0.2.66'))
    const asked = await post({ jwe })
    const problem = (await asked.json()) as Problem
    expect([asked.status, problem.code]).toEqual([428, 'PROOF_REQUIRED'])
    const challenge = challengeIn(problem.challenge)
    if (challenge === undefined) throw new Error('there is no challenge')
    const proof = await solve(challenge)
    const first = await post({ jwe, proof })
    expect(first.status).toBe(201)
    // A lost answer has the same request sent again.
    expect(await (await post({ jwe, proof })).json()).toEqual(await first.json())
    const unproven = { changed: `${proof}0`, cut: proof.slice(0, -1), none: '', object: {}, long: '1'.repeat(4_000) }
    for (const [name, value] of Object.entries(unproven)) {
      expect([name, (await post({ jwe, proof: value })).status]).toEqual([name, 428])
    }
    expect((await post({ jwe: await encrypted(), proof })).status).toBe(428)
  })

  test('cards that were declined count wherever the payment was, outlive the object’s memory, and others pass', async () => {
    const owner = { merchantId: 'm4', mode: 'TEST' as const }
    const made = await Promise.all(
      Array.from({ length: 28 }, async (_, index) => {
        const response = await bring('203.0.113.9', { ...CARD, number: numberOf(index + 1) }, 'pk_test_m4')
        return tokenIdOf(((await response.json()) as Created).token) ?? ''
      }),
    )
    expect(new Set(made).size).toBe(28)
    for (const tokenId of made) await vault.spend({ ...owner, tokenId, paymentId: 'pay_one', outcome: 'declined' })
    await wait(TOLD_MS)
    expect((await bring('203.0.113.9', CARD, 'pk_test_m4')).status).toBe(429)
    const { DEFENCE } = bindings as unknown as { DEFENCE: DurableObjectNamespace }
    await evictDurableObject(DEFENCE.getByName('m4:TEST'))
    // What is refused is asked for again, and the object that forgot has it written down.
    expect((await bring('203.0.113.9', CARD, 'pk_test_m4')).status).toBe(429)
    await wait(TOLD_MS)
    expect((await bring('203.0.113.9', CARD, 'pk_test_m4')).status).toBe(429)
    expect((await bring('198.51.100.77', CARD, 'pk_test_m4')).status).toBe(201)
  })
})

describe('HL1 guessing keys at the vault', () => {
  test('too many unknown credentials from one address are told to wait, in the same words whatever they are', async () => {
    const jwe = await encrypted()
    const guess = (credential: string, address = '192.0.2.200') => postToken({ jwe }, credential, from(address))
    for (let guesses = 0; guesses < 31; guesses += 1) expect((await guess(`pk-guess-${guesses}`)).status).toBe(401)
    const answers = await Promise.all(['pk-guess-31', 'nonsense', 'pk_test_', ''].map((one) => guess(one)))
    const bodies = await Promise.all(
      answers.map(async (answer) => ({ ...((await answer.json()) as Problem), requestId: '' })),
    )
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 429])
    for (const answer of answers) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    for (const body of bodies) expect(body).toEqual(bodies[0])
    // Whoever has a key is served beside the guesser, and elsewhere a mistake is a mistake.
    expect((await guess('pk_test_m5')).status).toBe(201)
    expect((await guess('pk-guess-32', '198.51.100.200')).status).toBe(401)
  })
})
