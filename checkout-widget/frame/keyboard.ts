import type { Parent } from './parent.ts'
import { textElement } from './view/elements.ts'

/** Tells the page when the keyboard comes and goes, which it cannot see; never what is typed. */
export function tellKeyboard(parent: Parent): void {
  // From one field to the next is neither.
  document.addEventListener('focusin', ({ relatedTarget }) => {
    if (relatedTarget === null) parent.send({ type: 'focus' })
  })
  document.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget === null) parent.send({ type: 'blur' })
  })
  document.addEventListener('keydown', ({ key, defaultPrevented }) => {
    // In a challenge Escape closes the challenge, and in the list of test cards the list.
    if (key === 'Escape' && !defaultPrevented && textElement('challenge').hidden) parent.send({ type: 'escape' })
  })
}
