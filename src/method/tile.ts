import type { MethodFamily, PaymentMethod } from './method.ts'

/** One quiet colour for each family; white letters on each have a contrast of at least 4.5 to 1. */
const COLOURS: Readonly<Record<MethodFamily, string>> = {
  CARD: '#3b4a66',
  WALLET: '#3a5a8c',
  BANK_REDIRECT: '#2f6b5e',
  REAL_TIME: '#2a6a78',
  BANK_DEBIT: '#4a6331',
  BANK_TRANSFER: '#5b5f2a',
  BUY_NOW_PAY_LATER: '#7d4467',
  VOUCHER: '#80502b',
  PREPAID: '#734d4d',
  MOBILE: '#5a4a86',
  CARRIER: '#4d5563',
  CRYPTO: '#6b4a2f',
}
const MOST_LETTERS = 3

/** The letters that the method is known by on its tile: the first of its words, or the first ones of its one word. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
  const letters = words.length > 1 ? words.map((word) => [...word][0] ?? '') : [...(words[0] ?? '')]
  return letters.slice(0, MOST_LETTERS).join('')
}

/** A neutral tile as an image's address: nobody's trademark, and never a wrong one. Letters and digits need no escape. */
export function tileOf({ name, family }: Pick<PaymentMethod, 'name' | 'family'>): string {
  const text = `<text x="17" y="15" font-family="sans-serif" font-size="11" font-weight="600" text-anchor="middle" fill="#fff">${initialsOf(name)}</text>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 22"><rect width="34" height="22" rx="3.5" fill="${COLOURS[family]}"/>${text}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
