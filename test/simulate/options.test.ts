import { expect, test } from 'vitest'
import { readOptions } from '../../simulate/options.ts'

const read = (line: string) => readOptions(line === '' ? [] : line.split(' '), ['token-kept'])

test('without options it is ten thousand payments of seed 1 in memory', () => {
  const value = { seed: 1, payments: 10_000, trace: false, all: false, storage: 'memory' }
  expect(read('')).toEqual({ ok: true, value })
  const few = { ...value, seed: 3, only: [85, 86], break: 'token-kept' }
  expect(read('--seed 3 --only 85,86 --break token-kept')).toEqual({ ok: true, value: few })
  expect(read('--help')).toEqual({ ok: true, value: 'help' })
})

test.each([
  ['--seed x', '--seed has to be a whole number, and is x.'],
  ['--payments 0', '--payments has to be a whole number from 1 on, and is 0.'],
  ['--only 1,', '--only has to be numbers of payments with commas between them, such as 3,85, and is 1,.'],
  ['--storage disk', '--storage has to be memory or sqlite, and is disk.'],
  ['--break luck', '--break has to be one of token-kept, and is luck.'],
  ['--what', "Unknown option '--what'. --help lists what there is."],
])('%s is refused in one sentence', (line, error) => {
  expect(read(line)).toEqual({ ok: false, error })
})
