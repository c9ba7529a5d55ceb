import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authorizationCases } from './authorization.ts'
import type { ContractSubject } from './double.ts'
import { operationCases } from './operations.ts'
import { type Bench, openBench } from './steps.ts'
import { storedCases } from './stored.ts'
import { unknownCases } from './unknown.ts'
import { webhookCases } from './webhooks.ts'

/**
 * What every connector has to keep, proved against a double that keeps its own book. A gateway's test calls this with its
 * subject; `after` is for what the double itself has to say, such as requests that the vendor's schema does not allow.
 */
export function gatewayContract(subject: ContractSubject, after?: (bench: Bench) => void | Promise<void>): void {
  describe(`${subject.gateway.kind} keeps the contract of gateways`, () => {
    let opened: Bench | undefined
    const bench = (): Bench => {
      if (opened === undefined) throw new Error('no double was started')
      return opened
    }
    beforeEach(async () => {
      opened = await openBench(subject)
    })
    afterEach(async () => {
      try {
        await after?.(bench())
      } finally {
        await bench().double.close()
      }
    })

    it('says what it is: kind, methods, means', () => {
      const { gateway, credentials, method, currency } = subject
      expect(credentials.kind).toBe(gateway.kind)
      expect(gateway.resolveAuthorization).toContain('fence')
      expect(gateway.capabilities.methods ?? ['card']).toContain(method)
      expect(gateway.refusalOf?.({ amountMinor: 1000n, currency, method })).toBeUndefined()
    })

    describe('authorization', () => authorizationCases(bench))
    describe('unknown outcomes', () => unknownCases(bench))
    describe('stored cards', () => storedCases(bench))
    describe('operations', () => operationCases(bench))
    describe('webhooks', () => webhookCases(bench))
  })
}
