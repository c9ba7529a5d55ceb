import type { AuditOwner } from './contract.ts'

/** The name of a log's object, by which feeds know it as a follower too. */
export const auditName = ({ merchantId, mode }: AuditOwner): string => `audit:${merchantId}:${mode}`

/** Whose log an object's name means; undefined where it is none. */
export function ownerNamed(name: string): AuditOwner | undefined {
  const [, merchantId, mode] = /^audit:([^: ]+):(TEST|LIVE)$/.exec(name) ?? []
  if (merchantId === undefined || (mode !== 'TEST' && mode !== 'LIVE')) return undefined
  return { merchantId, mode }
}
