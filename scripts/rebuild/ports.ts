import type { AskedPayment } from '../../src/maintenance/payments.ts'
import type { PaymentView } from '../../src/payment/view.ts'
import type { ArchivePage } from './archive.ts'

/** The archive of events, wherever it is. */
export interface ArchivePort {
  /** Names in their order, behind this one. */
  list(after: string | undefined): Promise<ArchivePage>
  get(name: string): Promise<Uint8Array>
}

/** Payments as their objects have them, in the order asked for; null where there is none. */
export type ReadPayments = (asked: readonly AskedPayment[]) => Promise<readonly (PaymentView | null)[]>

export interface RebuildPorts {
  readonly archive: ArchivePort
  readonly payments: ReadPayments
}
