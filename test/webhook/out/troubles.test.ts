import { beforeEach, expect, test } from 'vitest'
import type { Trouble } from '../../../src/webhook/out/contract.ts'
import { createTroubles } from '../../../src/webhook/out/troubles.ts'

const HOUR_MS = 3_600_000
let nowMs = 0
let kept: readonly Trouble[] = []
let writes = 0
let told: string[] = []

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 21)
  kept = []
  writes = 0
  told = []
})

const troubles = () =>
  createTroubles({
    read: () => kept,
    keep: (next) => {
      kept = next
      writes += 1
    },
    tell: ({ message }) => void told.push(message),
    nowMs: () => nowMs,
  })

test('trouble is shown as long as it lasts, and told once an hour, however often it happens', () => {
  const ours = troubles()
  for (const words of ['first', 'second', 'third']) ours.has('SENDING', words)
  expect([told, writes]).toEqual([['first'], 1])
  nowMs += HOUR_MS
  ours.has('SENDING', 'fourth')
  expect(told).toEqual(['first', 'fourth'])
  expect(kept).toEqual([{ kind: 'SENDING', message: 'fourth', sinceMs: nowMs - HOUR_MS, toldAtMs: nowMs }])
  ours.has('GAP', 'a gap')
  ours.isOver('SENDING')
  ours.isOver('SENDING')
  expect(kept.map(({ kind }) => kind)).toEqual(['GAP'])
  expect(writes).toBe(4)
})

test('trouble that comes and goes is told once an hour as well, also by another memory', () => {
  const ours = troubles()
  ours.has('SENDING', 'first')
  ours.isOver('SENDING')
  ours.has('SENDING', 'second')
  expect(kept.map(({ message }) => message)).toEqual(['second'])
  troubles().has('SENDING', 'third')
  expect(told).toEqual(['first'])
})
