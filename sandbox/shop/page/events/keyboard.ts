export interface Keys {
  readonly onStep: (step: 1 | -1) => void
  readonly onClose: () => void
  readonly onSearch: () => void
}

/** j and k, or the arrows, go from row to row, / to the filter, Escape back. Enter is the link's own. */
export function listenToKeys({ onStep, onClose, onSearch }: Keys): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const { key, target } = event
    const isField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement
    if (key === 'Escape') {
      if (isField) target.blur()
      else onClose()
      return
    }
    if (isField) return
    // In what scrolls by itself the arrows scroll.
    const isArrow = key === 'ArrowDown' || key === 'ArrowUp'
    if (isArrow && target instanceof Element && target.closest('#detail') !== null) return
    const action = {
      j: () => onStep(1),
      k: () => onStep(-1),
      ArrowDown: () => onStep(1),
      ArrowUp: () => onStep(-1),
      '/': onSearch,
    }[key]
    if (action === undefined) return
    event.preventDefault()
    action()
  })
}
