import type { CheckoutError } from '../../protocol/messages.ts'
import { FIELDS } from '../field/validate.ts'
import { textOf } from '../texts.ts'
import { element } from './elements.ts'

/** The fields say themselves what is wrong with them; the page is told which is the first. */
export function invalid(): { readonly error: CheckoutError } {
  const param = FIELDS.find((field) => element(field, HTMLInputElement).hasAttribute('aria-invalid'))
  return {
    error: { code: 'invalid_card', message: textOf('fieldsInvalid'), ...(param === undefined ? {} : { param }) },
  }
}
