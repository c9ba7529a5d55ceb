import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { type Act, audited, type Changer } from '../../src/audit/audited.ts'
import type { AuditPort } from '../../src/audit/contract.ts'
import type { ListOwner } from '../../src/db/list.ts'
import { ok } from '../../src/result.ts'

/** All that one run of a command changes goes under one name. */
const requestId = `cmd_${randomUUID()}`

/** Who changes something on the command line: a key where one was given, else whoever is logged in here. */
export const commandChanger = ({ merchantId, mode }: ListOwner, id = userInfo().username): Changer => ({
  merchantId,
  mode,
  actor: { kind: 'command', id, requestId },
})

/** Makes a change that is in the audit log first. */
export async function inLog<Value>(
  audit: AuditPort,
  owner: ListOwner,
  act: Act,
  change: () => Promise<Value>,
): Promise<Value> {
  const changed = await audited<Value, never>(audit, commandChanger(owner), act, async () => ok(await change()))
  if (!changed.ok) throw new Error('a change that cannot be refused was refused')
  return changed.value
}

/** The same for what concerns both modes of a merchant. */
export const inBothLogs = <Value>(
  audit: AuditPort,
  merchantId: string,
  act: Act,
  change: () => Promise<Value>,
): Promise<Value> =>
  inLog(audit, { merchantId, mode: 'TEST' }, act, () => inLog(audit, { merchantId, mode: 'LIVE' }, act, change))
