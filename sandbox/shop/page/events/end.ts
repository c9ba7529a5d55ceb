import { byId, make } from '../dom.ts'

/** What stands below the list: that there is more, that there is nothing, or that it could not be read. */
export type End =
  | { readonly kind: 'reading' }
  | { readonly kind: 'more'; readonly onMore: () => void }
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'no_match'; readonly onClear: () => void }
  | { readonly kind: 'trouble'; readonly message: string; readonly onRetry: () => void }

export function showEnd(end: End): void {
  const place = byId('end', HTMLDivElement)
  place.dataset.kind = end.kind
  place.replaceChildren(...contentOf(end))
}

function contentOf(end: End): readonly HTMLElement[] {
  switch (end.kind) {
    case 'reading':
      return [make('p', 'hint', 'Reading…')]
    case 'more':
      return [button('Load older', end.onMore)]
    case 'all':
      return [make('p', 'hint', 'That is all there is.')]
    case 'nothing': {
      const link = make('a', 'primary', 'Make the first payment')
      link.href = '/'
      return [
        make('h2', '', 'Nothing has happened yet'),
        make(
          'p',
          '',
          'Pay for a lamp with the test card 4242 4242 4242 4242, and every step of it appears here at once.',
        ),
        link,
      ]
    }
    case 'no_match':
      return [
        make('h2', '', 'No event matches'),
        make('p', '', 'A reference has to be whole, as the shop gave it. What happens from now on appears here.'),
        button('Show all events', end.onClear),
      ]
    case 'trouble': {
      const message = make('p', 'message error', `The events could not be read: ${end.message}`)
      message.setAttribute('role', 'alert')
      return [message, button('Try again', end.onRetry)]
    }
  }
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const made = make('button', 'small', label)
  made.type = 'button'
  made.addEventListener('click', onClick)
  return made
}
