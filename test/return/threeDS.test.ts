import { describe, expect, it } from 'vitest'
import { returnTokenFor } from '../../src/access/returnToken.ts'
import type { ThreeDSStep } from '../../src/gateway/threeDS.ts'
import { decodeMessage, encodeMessage } from '../../src/gateway/threeDSMessages.ts'
import { childId, paymentIdFor } from '../../src/ids/ids.ts'
import type { PaymentService } from '../../src/payment/contract.ts'
import { answerNotification, answerStep } from '../../src/return/threeDS/route.ts'

const SECRET = 'a secret of thirty-two characters'
const PAYMENT = paymentIdFor('mer_one', 'TEST', 'key')
const TOKEN = returnTokenFor(SECRET, childId('attempt', PAYMENT, 1))
const API = 'https://api.example'
const OWN = `${API}/three-ds/${TOKEN}`

const DEVICE: ThreeDSStep = {
  kind: 'device_data',
  threeDSServerTransId: 't-1',
  methodUrl: 'https://acs.example/method?a=1&b="',
}
const CHALLENGE: ThreeDSStep = {
  kind: 'challenge',
  threeDSServerTransId: 't-1',
  acsUrl: 'https://acs.example/challenge',
  creq: encodeMessage({ threeDSServerTransID: 't-1' }),
  windowSize: '03',
}

function setting(step?: ThreeDSStep) {
  const heard: Readonly<Record<string, string>>[] = []
  const payment = {
    stepOf: async () => (step === undefined ? {} : { step }),
    returned: async (_attempt: number, values: Readonly<Record<string, string>>) => {
      heard.push(values)
      return {}
    },
  } as unknown as PaymentService
  const ports = {
    signingSecret: SECRET,
    vaultOrigin: 'https://vault.example',
    publicOrigin: API,
    payment: () => payment,
    requestId: 'req_1',
  }
  const form = (values: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(values) })
  return {
    heard,
    get: (token = TOKEN) => answerStep(new Request(`${OWN}?step=1`), token, ports),
    post: (values: Record<string, string>) => answerStep(new Request(OWN, form(values)), TOKEN, ports),
    notify: (values: Record<string, string>) =>
      answerNotification(new Request(`${OWN}/device-data`, form(values)), TOKEN, ports),
  }
}

describe('our own page for steps of 3-D Secure', () => {
  it('has the issuer look at the browser, and says where it is to answer', async () => {
    const page = await (await setting(DEVICE).get()).text()
    expect(page).toContain('action="https://acs.example/method?a=1&#38;b=%22"'.replace('%22', '&#34;'))
    const data = /name="threeDSMethodData" value="([\w-]+)"/.exec(page)?.[1]
    expect(decodeMessage(data)).toEqual({
      threeDSServerTransID: 't-1',
      threeDSMethodNotificationURL: `${OWN}/device-data`,
    })
    expect(page).toContain('10000')
  })

  it('goes on at once, with U, where the issuer has no page for the device', async () => {
    const page = await (await setting({ kind: 'device_data', threeDSServerTransId: 't-1' }).get()).text()
    expect(page).toContain('data-none="yes"')
  })

  it('shows the issuer’s question in its window, posted as the gateway wrote it', async () => {
    const response = await setting(CHALLENGE).get()
    const page = await response.text()
    expect(page).toContain('width:500px;height:600px')
    expect(page).toContain(`value="${CHALLENGE.kind === 'challenge' ? CHALLENGE.creq : ''}"`)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-src 'self' https: https://acs.example")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('waits with a shopper who is asked elsewhere, and leads on who has nothing left to do', async () => {
    expect(await (await setting({ kind: 'decoupled', threeDSServerTransId: 't-1' }).get()).text()).toContain('refresh')
    const onward = await setting().get()
    expect([onward.status, onward.headers.get('location')]).toEqual([303, `/return/${TOKEN}`])
  })

  it('hands on what the device step brought, and shows what comes next', async () => {
    const { post, heard } = setting(DEVICE)
    const answer = await post({ threeDSCompInd: 'Y' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/three-ds/${TOKEN}`])
    expect(heard).toEqual([{ threeDSCompInd: 'Y' }])
  })

  it('TD2 takes for done with the device only the transaction that is waited for', async () => {
    const told = (threeDSServerTransID: string) => ({ threeDSMethodData: encodeMessage({ threeDSServerTransID }) })
    expect((await setting(DEVICE).notify(told('t-1'))).status).toBe(200)
    for (const [step, values] of [
      [DEVICE, told('t-2')],
      [DEVICE, {}],
      [DEVICE, { threeDSMethodData: 'x'.repeat(100_000) }],
      [CHALLENGE, told('t-1')],
      [undefined, told('t-1')],
    ] as const) {
      expect((await setting(step).notify(values)).status).toBe(404)
    }
  })

  it('HR1 is not there without the proof that we made its address', async () => {
    for (const token of [
      '',
      'x',
      `${TOKEN}x`,
      TOKEN.replace(/.$/, '0'),
      returnTokenFor('another', childId('attempt', PAYMENT, 1)),
    ]) {
      expect((await setting(CHALLENGE).get(token)).status).toBe(404)
    }
  })
})
