import * as z from 'zod'
import type { Acquirer, AcquirerName } from '../view.ts'

const Charge = z.object({
  id: z.string(),
  amountMinor: z.number(),
  amountCapturedMinor: z.number(),
  amountRefundedMinor: z.number(),
  currency: z.string(),
  status: z.enum(['authorized', 'captured', 'voided', 'refunded']),
})

const Fault = z.object({ kind: z.string() }).nullable()

/** The sandbox acquirers' books and faults: a look behind the counter that no real acquirer gives. */
export async function readAcquirer(sandboxOrigin: string, name: AcquirerName, reference: string): Promise<Acquirer> {
  const [charges, fault] = await Promise.all([
    fetch(`${sandboxOrigin}/${name}/charges?reference=${reference}`).then((answer) => answer.json()),
    fetch(`${sandboxOrigin}/${name}/faults`).then((answer) => answer.json()),
  ])
  return { charges: z.array(Charge).parse(charges), fault: Fault.parse(fault)?.kind }
}

/** Switches a fault on, or all of them off; false where the sandbox does not know it. */
export async function setFault(sandboxOrigin: string, name: AcquirerName, fault: object | null): Promise<boolean> {
  const answer = await fetch(`${sandboxOrigin}/${name}/faults`, {
    ...(fault === null
      ? { method: 'DELETE' }
      : { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
  })
  return answer.ok
}
