import { chained, genesisOf } from '../../src/audit/chain.ts'
import type { AuditEntry, AuditPort } from '../../src/audit/contract.ts'
import { auditName } from '../../src/audit/name.ts'

/** Logs that only this process has, by the rules of those that objects keep; and that can be out of reach. */
export function auditInMemory() {
  const logs = new Map<string, readonly AuditEntry[]>()
  const state = { isDown: false }
  const port: AuditPort = {
    async record(owner, entries) {
      if (state.isDown) throw new Error('no audit log here')
      const log = logs.get(auditName(owner)) ?? []
      const next = [...log, ...chained(log.at(-1) ?? genesisOf(owner), entries)]
      logs.set(auditName(owner), next)
      const { number, hash } = next.at(-1) ?? genesisOf(owner)
      return { number, hash }
    },
  }
  return { port, state, entriesOf: (owner: Parameters<typeof auditName>[0]) => logs.get(auditName(owner)) ?? [] }
}
