import type { Answer } from '../../src/webhook/out/contract.ts'
import type { Post } from '../../src/webhook/out/send.ts'
import { type Clock, luckOf } from '../platform/clock.ts'
import type { Faults } from '../platform/faults.ts'
import { chanceOf } from '../platform/random.ts'
import type { EndpointEvidence } from './evidence.ts'

type Received = EndpointEvidence['received'][number]

/** A shop's server that takes webhooks: while there are faults it has moods, and afterwards it takes everything. */
export function createReceiver(clock: Clock, faults: Faults, seed: number, endMs: number) {
  const received = new Map<string, Received[]>()
  const chance = chanceOf(seed, 'the receiver')
  const self = { name: 'the receiver', isAlive: true, luck: luckOf('the receiver') }
  const badFromMs = clock.nowMs() + chance.whole(0, 60_000)
  const badUntilMs = badFromMs + chance.whole(0, 60_000)

  const listOf = (url: string): Received[] => {
    const known = received.get(url)
    if (known !== undefined) return known
    const made: Received[] = []
    received.set(url, made)
    return made
  }

  const moodAt = (nowMs: number): Answer => {
    const durationMs = 5
    const isBad = nowMs < endMs && (chance.is(0.05) || (badFromMs <= nowMs && nowMs < badUntilMs))
    if (!isBad) return { status: 200, durationMs }
    const mood = chance.whole(0, 5)
    if (mood === 0) return { status: 500, durationMs }
    if (mood === 1) return { status: 429, headers: { 'retry-after': String(chance.whole(1, 20)) }, durationMs }
    if (mood === 2) return { status: 302, headers: { location: 'http://169.254.169.254/' }, durationMs }
    if (mood === 3) return { status: 503, durationMs }
    return { error: 'There was no answer within 10 s.', durationMs: 10_000 }
  }

  return {
    received: (url: string): readonly Received[] => listOf(url),
    async post({ url, headers, body }: Post): Promise<Answer> {
      const actor = clock.current()
      await clock.sleep(faults.latencyMs(self, 5, 80), actor)
      const answer = moodAt(clock.nowMs())
      const isAccepted = answer.status === 200
      // Who does not answer in time may have taken it all the same.
      listOf(url).push({ id: headers['webhook-id'] ?? '', body, isAccepted })
      await clock.sleep(answer.durationMs, actor)
      return answer
    },
  }
}
