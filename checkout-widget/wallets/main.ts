import { tokenize } from '../frame/pay/tokenize.ts'
import { applePay } from './apple.ts'
import { googlePay } from './google.ts'
import { type FromWallets, readToWallets, type ToWallets, type WalletType } from './messages.ts'
import type { OpenSheet, Sale, WalletSetting } from './setting.ts'

/** The script of the wallets' own frame: it asks wallets for what they give, and hands the card's frame a token of it. */

const setting = JSON.parse(document.getElementById('setting')?.textContent ?? '{}') as WalletSetting
const buttons = document.getElementById('buttons')
/** Sheets that wait for how their payment ends, by the number of their token. */
const waiting = new Map<number, (isPaid: boolean) => void>()
let calls = 0
let isBusy = false

const send = (message: FromWallets): void => window.parent.postMessage(message, setting.vaultOrigin)

addEventListener('message', ({ source, origin, data }) => {
  if (source !== window.parent || origin !== setting.vaultOrigin) return
  const message = readToWallets(data)
  if (message?.type === 'wallets:ended') {
    waiting.get(message.call)?.(message.isPaid)
    waiting.delete(message.call)
  }
  if (message?.type === 'wallets:init') void offer(message)
})

async function offer(init: Extract<ToWallets, { type: 'wallets:init' }>): Promise<void> {
  const wanted = init.wanted.split(' ')
  const saleWith = (wallet: WalletType): Sale => ({
    setting,
    clientSecret: init.clientSecret,
    ...init.amount,
    mode: init.mode,
    pay: ({ payload, brand }) => pay(init.clientSecret, wallet, payload, brand),
  })
  buttons?.replaceChildren()
  if (wanted.includes('APPLE_PAY')) show('Apple Pay', 'apple', applePay(saleWith('APPLE_PAY')))
  if (!wanted.includes('GOOGLE_PAY')) return
  show(
    'Google Pay',
    'google',
    // Where the script does not come, there is no such wallet.
    await googlePay(saleWith('GOOGLE_PAY')).catch(() => undefined),
  )
}

function show(name: string, kind: string, open: OpenSheet | undefined): void {
  if (open === undefined || buttons === null) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = kind
  button.textContent = name
  button.onclick = () => {
    if (!isBusy) open()
  }
  buttons.append(button)
  send({ type: 'wallets:shown', heightPx: buttons.getBoundingClientRect().height })
}

/** To the vault like a card: sealed to its key before it leaves the browser. Its token goes to the card's frame, and nothing else. */
async function pay(clientSecret: string, wallet: WalletType, payload: string, brand?: string): Promise<boolean> {
  if (isBusy) return false
  isBusy = true
  try {
    const given = { wallet: wallet.toLowerCase(), payload, ...(brand === undefined ? {} : { brand }) }
    const tokenized = await tokenize(clientSecret, given)
    if (tokenized.kind !== 'token') {
      console.error(`Turnpike: the vault did not take what ${wallet} gave: ${tokenized.kind}`)
      return false
    }
    calls += 1
    const call = calls
    const ended = new Promise<boolean>((resolve) => waiting.set(call, resolve))
    send({ type: 'wallets:token', call, wallet, token: tokenized.token })
    return await ended
  } finally {
    isBusy = false
  }
}

send({ type: 'wallets:hello' })
