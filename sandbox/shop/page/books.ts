import { ACQUIRERS, type Charge, type OrderView } from '../view.ts'
import { byId, euros, make } from './dom.ts'
import { setFault } from './order.ts'

/** Each for the next authorization, except the closed port, which stays closed until it is switched off. */
const FAULTS: readonly (readonly [label: string, fault: { readonly kind: string; readonly ms?: number }])[] = [
  ['refuses connections', { kind: 'refuse' }],
  ['takes 3 seconds', { kind: 'latency', ms: 3000 }],
  ['hangs up without charging', { kind: 'reset_before' }],
  ['charges, then hangs up', { kind: 'charge_then_reset' }],
  ['charges, then answers 500', { kind: 'charge_then_500' }],
  ['charges, then says nothing', { kind: 'charge_then_hang', ms: 4000 }],
  ['sends half an answer', { kind: 'half_answer' }],
]

/** Both acquirers side by side: made once, so that an open menu is not closed by what arrives meanwhile. */
export function createBooks(onChange: () => void): (view: OrderView) => void {
  const parts = ACQUIRERS.map((name) => {
    const select = make('select', '', make('option', '', 'works'))
    select.append(...FAULTS.map(([label]) => make('option', '', label)))
    select.addEventListener('change', () => {
      const fault = FAULTS[select.selectedIndex - 1]?.[1] ?? null
      setFault(name, fault).then(onChange, onChange)
    })
    const charges = make('ul', 'charges')
    const label = make('label', '', `Acquirer ${name}`, select)
    return { name, select, charges, book: make('div', 'book', label, charges) }
  })
  byId('books', HTMLDivElement).replaceChildren(...parts.map(({ book }) => book))

  return ({ acquirers }) => {
    for (const { name, select, charges } of parts) {
      const { fault, charges: rows } = acquirers[name]
      if (document.activeElement !== select) {
        select.selectedIndex = 1 + FAULTS.findIndex(([, { kind }]) => kind === fault)
      }
      charges.replaceChildren(...(rows.length === 0 ? [make('li', 'none', 'Nothing charged')] : rows.map(chargeRow)))
    }
  }
}

function chargeRow(charge: Charge): HTMLElement {
  const major = (minor: number) => euros((minor / 100).toFixed(2))
  const refunded = charge.amountRefundedMinor > 0 ? `, ${major(charge.amountRefundedMinor)} refunded` : ''
  const row = make(
    'li',
    '',
    make('strong', '', charge.status),
    make('span', '', major(charge.amountMinor)),
    make('small', '', `${major(charge.amountCapturedMinor)} captured${refunded}`),
  )
  row.dataset.status = charge.status
  return row
}
