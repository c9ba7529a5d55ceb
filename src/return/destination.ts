/** The shop's URL with `payment` added to its query; everything else stays as the shop wrote it. */
export function destinationOf(returnUrl: string, paymentId: string): string {
  const [beforeFragment = '', ...fragment] = returnUrl.split('#')
  const separator = beforeFragment.includes('?') ? (/[?&]$/.test(beforeFragment) ? '' : '&') : '?'
  const hash = fragment.length > 0 ? `#${fragment.join('#')}` : ''
  return `${beforeFragment}${separator}payment=${paymentId}${hash}`
}
