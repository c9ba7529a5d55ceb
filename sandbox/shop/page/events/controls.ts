import type { GatewayChoice } from '../../eventsView.ts'
import { byId, make } from '../dom.ts'
import { EVERYTHING, type Filter, GROUPS, type Group, isEverything, toggled } from './filter.ts'

const LABELS: Readonly<Record<Group, string>> = {
  payments: 'Payments',
  captures: 'Captures',
  refunds: 'Refunds',
  disputes: 'Disputes',
  trouble: 'Trouble',
}

/** Long enough to type on, short enough not to wait. */
const TYPING_MS = 300

export interface Controls {
  show(filter: Filter): void
  setGateways(gateways: readonly GatewayChoice[]): void
  focusSearch(): void
}

/** What narrows the list. It shows the filter that it is told, and tells the one that is wanted. */
export function createControls(onFilter: (filter: Filter) => void): Controls {
  const search = byId('search', HTMLInputElement)
  const gateway = byId('gateway', HTMLSelectElement)
  const clear = byId('clear', HTMLButtonElement)
  let filter = EVERYTHING
  let timer: number | undefined

  const change = (wanted: Filter): void => {
    clearTimeout(timer)
    onFilter(wanted)
  }
  const chips = GROUPS.map((group) => {
    const chip = make('button', 'chip', LABELS[group])
    chip.type = 'button'
    chip.addEventListener('click', () => change(toggled(filter, group)))
    return { group, chip }
  })
  byId('groups', HTMLDivElement).replaceChildren(...chips.map(({ chip }) => chip))
  const takeSearch = () => change({ ...filter, search: search.value.trim() })
  search.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(takeSearch, TYPING_MS)
  })
  byId('filter', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault()
    takeSearch()
  })
  gateway.addEventListener('change', () => change({ ...filter, gateway: gateway.value }))
  clear.addEventListener('click', () => {
    change(EVERYTHING)
    search.focus()
  })

  return {
    show: (wanted) => {
      filter = wanted
      for (const { group, chip } of chips) chip.setAttribute('aria-pressed', String(wanted.groups.includes(group)))
      // What is being typed is not taken away: it is told in a moment.
      if (search.value.trim() !== wanted.search) search.value = wanted.search
      selectGateway(gateway, wanted.gateway)
      clear.hidden = isEverything(wanted)
    },
    setGateways: (gateways) => {
      for (const { name } of gateways) addOption(gateway, name)
    },
    focusSearch: () => search.focus(),
  }
}

/** A shared address may name one that is gone, or not read yet: it is shown all the same. */
function selectGateway(select: HTMLSelectElement, name: string): void {
  addOption(select, name)
  select.value = name
}

function addOption(select: HTMLSelectElement, name: string): void {
  if ([...select.options].some(({ value }) => value === name)) return
  const option = make('option', '', name)
  option.value = name
  select.append(option)
}
