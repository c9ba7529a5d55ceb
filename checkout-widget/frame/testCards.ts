import type { PaymentShown } from '../protocol/messages.ts'
import { chunk } from './chunk.ts'
import { brandOf } from './field/brand.ts'
import { formatNumber } from './field/format.ts'
import { textOf } from './texts.ts'

/** What the chunk needs of the frame. */
export interface OfFrame {
  readonly brandOf: typeof brandOf
  readonly formatNumber: typeof formatNumber
  readonly textOf: typeof textOf
}

/**
 * The badge of test mode and its list. The vault names the chunk in no document of a live key, and the api says what mode the payment is
 * in; the page is not asked.
 */
export function offerTestCards(mode: PaymentShown['mode']): void {
  if (mode !== 'TEST' || document.body.dataset.testCards === undefined) return
  chunk<typeof import('./testCards/testCards.ts')>('testCards').then(
    ({ showTestCards }) => showTestCards({ brandOf, formatNumber, textOf }),
    (fault: unknown) => console.warn('Turnpike: the test cards did not come:', fault),
  )
}
