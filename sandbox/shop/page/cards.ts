import { byId, copyButton, make } from './dom.ts'

const CARDS = [
  ['4242 4242 4242 4242', 'approves'],
  ['4000 0000 0000 3220', 'asks for 3-D Secure'],
  ['4000 0000 0000 0002', 'declines'],
  ['4000 0000 0000 9995', 'insufficient funds'],
  ['4000 0000 0000 0259', 'approves, then disputes'],
] as const

export function showTestCards(): void {
  byId('cards', HTMLUListElement).append(
    ...CARDS.map(([number, what]) => {
      const copy = copyButton('Copy', () => number.replaceAll(' ', ''))
      copy.setAttribute('aria-label', `Copy ${number}, ${what}`)
      return make('li', '', make('code', '', number), make('span', '', what), copy)
    }),
  )
}
