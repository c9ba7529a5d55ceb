import type { TokenResult } from './types.ts'

/**
 * Lets a form of the shop's go on only with a token of the card in it. It comes before the form's own handlers, so that
 * they see the form once, with the token. Returns what lets the form alone again.
 */
export function guardForm(
  form: HTMLFormElement,
  tokenName: string,
  tokenize: () => Promise<TokenResult>,
  clear: () => void,
): () => void {
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = tokenName
  let isRunning = false
  let isOurs = false

  const onSubmit = async (event: SubmitEvent) => {
    if (isOurs || event.defaultPrevented) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (isRunning) return
    isRunning = true
    const { token } = await tokenize()
    isRunning = false
    // The fields have said why not; and a form that was let alone meanwhile is not ours to send.
    if (token === undefined || !isGuarding) return
    field.value = token
    form.append(field)
    const submitter = event.submitter as HTMLButtonElement | null
    isOurs = true
    try {
      form.requestSubmit(submitter?.form === form ? submitter : null)
    } finally {
      isOurs = false
    }
  }
  // A page that comes back from the browser's memory has had its token spent.
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) clear()
  }
  let isGuarding = true
  form.addEventListener('submit', onSubmit, true)
  addEventListener('pageshow', onShow)
  return () => {
    isGuarding = false
    form.removeEventListener('submit', onSubmit, true)
    removeEventListener('pageshow', onShow)
    field.remove()
  }
}
