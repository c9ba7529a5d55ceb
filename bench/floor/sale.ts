/** What the sandbox gateway's folder sends, field by field; it imports nothing, so that the floor's Worker can have it. */
export const saleBody = (attemptId: string, reference: string): string =>
  JSON.stringify({
    attemptId,
    reference,
    amountMinor: '1000',
    currency: 'EUR',
    capture: true,
    returnUrl: `http://127.0.0.1:8787/return/${'x'.repeat(120)}`,
    card: { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' },
  })
