/** So many payments that ended in one way, at one gateway. Rows of the read model are counted into these. */
export interface RecurringGroup {
  /** The account's name, as the last attempt without the shopper has it. */
  readonly gateway: string
  readonly outcome: 'approved' | 'failed' | 'open'
  /** Approved after another attempt was not. */
  readonly recovered: boolean
  /** Why it failed; absent where it did not. */
  readonly code?: string
  readonly payments: number
}

export interface SuccessFigures {
  readonly payments: number
  readonly approved: number
  readonly failed: number
  /** Their outcome is still to come. */
  readonly open: number
  readonly recovered: number
  /** The share of those that ended; undefined where none has. */
  readonly rate: number | undefined
}

export interface RecurringSuccess extends SuccessFigures {
  /** Where it went last, most payments first. */
  readonly gateways: readonly (SuccessFigures & { readonly gateway: string })[]
  /** Most frequent first. */
  readonly failures: readonly { readonly code: string; readonly payments: number }[]
}

const sum = (groups: readonly RecurringGroup[]): number => groups.reduce((total, { payments }) => total + payments, 0)

function figuresOf(groups: readonly RecurringGroup[]): SuccessFigures {
  const approved = sum(groups.filter(({ outcome }) => outcome === 'approved'))
  const failed = sum(groups.filter(({ outcome }) => outcome === 'failed'))
  return {
    payments: sum(groups),
    approved,
    failed,
    open: sum(groups.filter(({ outcome }) => outcome === 'open')),
    recovered: sum(groups.filter(({ recovered }) => recovered)),
    rate: approved + failed === 0 ? undefined : approved / (approved + failed),
  }
}

/** How payments without the shopper went. What is still open is in no rate, so that a rate never moves backwards by itself. */
export function recurringSuccess(groups: readonly RecurringGroup[]): RecurringSuccess {
  const byGateway = Map.groupBy(groups, ({ gateway }) => gateway)
  const byCode = Map.groupBy(
    groups.filter(({ outcome }) => outcome === 'failed'),
    ({ code }) => code ?? 'unknown',
  )
  return {
    ...figuresOf(groups),
    gateways: [...byGateway]
      .map(([gateway, some]) => ({ gateway, ...figuresOf(some) }))
      .sort((one, other) => other.payments - one.payments || (one.gateway < other.gateway ? -1 : 1)),
    failures: [...byCode]
      .map(([code, some]) => ({ code, payments: sum(some) }))
      .sort((one, other) => other.payments - one.payments || (one.code < other.code ? -1 : 1)),
  }
}
