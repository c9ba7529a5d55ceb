/** The one thing this shop sells. The price is the server's: what a page sends is a quantity. */
export const PRODUCT = {
  name: 'Tollhouse lamp',
  unitPriceMinor: 8900,
  currency: 'EUR',
  mostPerOrder: 5,
} as const

/** In major units as the API takes it, "89.00": integers all the way, the point is set in text. */
export function totalOf(quantity: number): string {
  const digits = String(PRODUCT.unitPriceMinor * quantity).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
