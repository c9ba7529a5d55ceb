import { expect, test, vi } from 'vitest'
import { reportOf } from '../../../src/webhook/out/report.ts'

test('what is given up together is one line, of ids and numbers alone', () => {
  const lines: unknown[] = []
  const warn = vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(JSON.parse(line)))
  try {
    reportOf({ id: `whe_0${'a'.repeat(26)}`, owner: { merchantId: 'mer_1', mode: 'TEST' } }).givenUp(
      Array.from({ length: 3_000 }, (_, index) => index + 1),
    )
  } finally {
    warn.mockRestore()
  }
  expect(lines).toEqual([
    {
      level: 'warn',
      message: 'webhook deliveries are given up',
      endpointId: `whe_0${'a'.repeat(26)}`,
      merchantId: 'mer_1',
      mode: 'TEST',
      deliveries: 3_000,
      deliveryIds: [1, 2, 3, 4, 5].map((number) => `whd_0${'a'.repeat(26)}_${number}`),
    },
  ])
})
