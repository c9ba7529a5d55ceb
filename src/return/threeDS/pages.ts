import { type ThreeDSStep, WINDOW_SIZES } from '../../gateway/threeDS.ts'
import { methodDataOf } from '../../gateway/threeDSMessages.ts'
import { escapeText, pageOf } from './markup.ts'

/** EMV 3-D Secure: ten seconds for the issuer's page in the hidden frame, then the authentication goes on without it. */
export const DEVICE_DATA_MS = 10_000
/** A shopper who confirms elsewhere is on their way back with the first look after it. */
const LOOK_AGAIN_SECONDS = 3

type Step<Kind extends ThreeDSStep['kind']> = Extract<ThreeDSStep, { readonly kind: Kind }>

/** The page's own address, where its results go and where the issuer says that it is done with the device. */
export interface Addresses {
  readonly own: string
  readonly notification: string
  readonly paymentId: string
  readonly vaultOrigin: string
}

/**
 * The one form posts to the issuer into the frame. The notification page in it, which is of our own origin, says that the
 * issuer is done; whoever is late is not waited for.
 */
const DEVICE_DATA_SCRIPT = `const [method, result] = document.forms, end = (how) => {
if (result.dataset.sent) return
result.dataset.sent = 'yes'
result.threeDSCompInd.value = how
result.submit()
}
if (method.dataset.none) end('U')
else {
addEventListener('message', ({ origin, data }) => origin === location.origin && data?.type === 'turnpike:device-data' && end('Y'))
setTimeout(end, ${DEVICE_DATA_MS}, 'N')
method.submit()
}`

/** The issuer looks at the browser, unseen. Without a script nobody can: then the shopper goes on by hand. */
export function deviceDataPage(
  { methodUrl, threeDSServerTransId }: Step<'device_data'>,
  addresses: Addresses,
): Response {
  const data = methodDataOf(threeDSServerTransId, addresses.notification)
  const action = methodUrl === undefined ? 'data-none="yes"' : `action="${escapeText(methodUrl)}"`
  return pageOf({
    title: 'One moment',
    style: 'iframe{display:none}',
    script: DEVICE_DATA_SCRIPT,
    frames: methodUrl === undefined ? [] : ["'self'", 'https:', originOf(methodUrl)],
    forms: ["'self'", 'https:', ...(methodUrl === undefined ? [] : [originOf(methodUrl)])],
    body: `<p role="status">One moment …</p>
<iframe name="method" title="Device check" tabindex="-1" aria-hidden="true"></iframe>
<form method="post" target="method" ${action}><input type="hidden" name="threeDSMethodData" value="${data}"></form>
<form method="post" action="${escapeText(addresses.own)}"><input type="hidden" name="threeDSCompInd" value="N"><noscript><button>Continue</button></noscript></form>`,
  })
}

/** Below the issuer's page in the hidden frame: tells the page around it, which is of our own origin. */
const NOTIFIED_SCRIPT = "window.parent.postMessage({ type: 'turnpike:device-data' }, location.origin)"

export const notifiedPage = (): Response =>
  pageOf({ title: 'Done', style: '', script: NOTIFIED_SCRIPT, body: '<p>Done</p>' })

/**
 * The issuer's question, in a window of the size that the issuer was told of. When the shopper is back, the checkout's frame
 * hears it where there is one; else the page goes on by itself.
 */
const CHALLENGE_SCRIPT = `const { payment, vault, own } = document.documentElement.dataset, frame = document.querySelector('iframe')
addEventListener('message', ({ origin, source, data }) => {
if (origin !== location.origin || source !== frame.contentWindow || data?.type !== 'turnpike:returned') return
if (window.parent === window) location.replace(own)
else window.parent.postMessage({ type: 'turnpike:returned', paymentId: payment }, vault)
})
document.forms[0].submit()`

export function challengePage(
  { acsUrl, creq, windowSize }: Step<'challenge'>,
  { own, paymentId, vaultOrigin }: Addresses,
): Response {
  const [width, height] = WINDOW_SIZES[windowSize] ?? []
  const box = width === undefined ? 'width:100vw;height:100vh' : `width:${width}px;height:${height}px;max-width:100vw`
  return pageOf({
    title: 'Confirm your payment',
    style: `body{background:#fff}iframe{display:block;border:0;${box}}`,
    script: CHALLENGE_SCRIPT,
    data: { payment: paymentId, vault: vaultOrigin, own, window: windowSize },
    frames: ["'self'", 'https:', originOf(acsUrl)],
    forms: ['https:', originOf(acsUrl)],
    body: `<iframe name="challenge" title="Your bank asks you to confirm the payment" allow="publickey-credentials-get *; payment *"></iframe>
<form method="post" target="challenge" action="${escapeText(acsUrl)}"><input type="hidden" name="creq" value="${escapeText(creq)}"><noscript><button>Continue</button></noscript></form>`,
  })
}

/** Nothing to do here: the bank asks on a device of the shopper's own. */
export const decoupledPage = (): Response =>
  pageOf({
    title: 'Confirm in your bank’s app',
    style: 'h1{font-size:1.35rem;margin:0}p{margin:0}',
    refreshSeconds: LOOK_AGAIN_SECONDS,
    body: '<main><h1>Confirm in your bank’s app</h1><p role="status">Your bank asks you on your phone or by another way. This page goes on when you have answered.</p></main>',
  })

const originOf = (url: string): string => new URL(url).origin
