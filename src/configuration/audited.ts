import { createHash } from 'node:crypto'
import { newGatewayAccountId } from '../access/accountId.ts'
import { type Act, audited, type Changer } from '../audit/audited.ts'
import { canonicalJson } from '../audit/canonical.ts'
import type { AuditDetail, AuditPort, AuditValue } from '../audit/contract.ts'
import { masked } from '../http/log.ts'
import { toJson } from '../money/json.ts'
import type { Result } from '../result.ts'
import type { ConfigurationService } from './contract.ts'

/** The fields of an account whose values anybody may see. Of the others the log has the names. */
const SAFE_FIELDS = new Set(['name', 'kind', 'weight', 'enabled', 'position', 'timeoutMs', 'maxConcurrency'])
/** Whatever a caller sends for a name; a right one is far shorter. */
const LONGEST_VALUE = 200

/** The service with every change in the audit log before it is made. What only reads passes through. */
export function auditedConfiguration(service: ConfigurationService, audit: AuditPort): ConfigurationService {
  const write = <Value, Refusal>(changer: Changer, act: Act, change: () => Promise<Result<Value, Refusal>>) =>
    audited(audit, changer, { ...act, subject: textOf(act.subject) }, change)
  return {
    ...service,
    addGateway: (changer, { id = newGatewayAccountId(), ...input }) =>
      write(changer, { action: 'gateway.add', subject: id, detail: fieldsOf(input) }, () =>
        service.addGateway(changer, { ...input, id }),
      ),
    changeGateway: (changer, { id, ...input }) =>
      write(changer, { action: 'gateway.update', subject: id, detail: fieldsOf(input) }, () =>
        service.changeGateway(changer, { ...input, id }),
      ),
    rotateCredentials: (changer, input) =>
      write(changer, { action: 'gateway.credentials.rotate', subject: input.id }, () =>
        service.rotateCredentials(changer, input),
      ),
    removeGateway: (changer, input) =>
      write(changer, { action: 'gateway.remove', subject: input.id }, () => service.removeGateway(changer, input)),
    savePolicy: (changer, input) =>
      write(changer, { action: 'routing.save', subject: 'routing', detail: policyOf(input.rules) }, () =>
        service.savePolicy(changer, input),
      ),
    rollbackPolicy: (changer, input) =>
      write(
        changer,
        { action: 'routing.rollback', subject: 'routing', detail: { version: plainOf(input.version) } },
        () => service.rollbackPolicy(changer, input),
      ),
  }
}

/** Which fields were given, and of those that tell no secret what. Of an address the host: cards or events are sent there. */
export function fieldsOf(input: object, safe: ReadonlySet<string> = SAFE_FIELDS): AuditDetail {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const values = given.flatMap(([name, value]): [string, AuditValue][] => {
    if (name === 'baseUrl' || name === 'url') return [['host', hostOf(value)]]
    return safe.has(name) ? [[name, plainOf(value)]] : []
  })
  return { fields: given.map(([name]) => name).sort(), ...Object.fromEntries(values) }
}

/** The rules by their digest: the versions have them in full. */
function policyOf(rules: unknown): AuditDetail {
  const sha256 = createHash('sha256')
    .update(canonicalJson(JSON.parse(toJson(rules ?? null))))
    .digest('hex')
  return Array.isArray(rules) ? { rules: rules.length, sha256 } : { sha256 }
}

const hostOf = (url: unknown): string => (typeof url === 'string' && URL.canParse(url) ? new URL(url).host : '')

/** Before it was judged it may be anything: what is no plain value is named by its type. */
function plainOf(value: unknown): AuditValue {
  if (value === null || typeof value === 'boolean' || Number.isSafeInteger(value)) return value as AuditValue
  return typeof value === 'string' ? textOf(value) : typeof value
}

export const textOf = (text: unknown): string => masked(String(text).slice(0, LONGEST_VALUE))
