import { type Act, audited, type Changer } from '../../audit/audited.ts'
import type { AuditPort } from '../../audit/contract.ts'
import { fieldsOf, textOf } from '../../configuration/audited.ts'
import type { Result } from '../../result.ts'
import type { WebhookService } from './contract.ts'
import { newEndpointId } from './id.ts'

/** The settings whose values anybody may see. Of a URL the host: the rest of it may be a receiver's own secret. */
const SAFE_FIELDS = new Set(['enabled', 'ordered', 'apiVersion', 'catchUp', 'overlapHours', 'expireOldNow'])

/** The service with every change in the audit log before it is made. Reading and sending again pass through. */
export function auditedWebhooks(service: WebhookService, audit: AuditPort): WebhookService {
  const write = <Value, Refusal>(changer: Changer, act: Act, change: () => Promise<Result<Value, Refusal>>) =>
    audited(audit, changer, { ...act, subject: textOf(act.subject) }, change)
  return {
    ...service,
    add: (changer, { id = newEndpointId(), ...input }) =>
      write(changer, { action: 'webhook.add', subject: id, detail: fieldsOf(input, SAFE_FIELDS) }, () =>
        service.add(changer, { ...input, id }),
      ),
    change: (changer, { id, ...input }) =>
      write(changer, { action: 'webhook.update', subject: id, detail: fieldsOf(input, SAFE_FIELDS) }, () =>
        service.change(changer, { ...input, id }),
      ),
    rotate: (changer, { id, ...input }) =>
      write(changer, { action: 'webhook.secret.rotate', subject: id, detail: fieldsOf(input, SAFE_FIELDS) }, () =>
        service.rotate(changer, { ...input, id }),
      ),
    remove: (changer, id) =>
      write(changer, { action: 'webhook.remove', subject: id }, () => service.remove(changer, id)),
  }
}
