import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Acquirer, openAcquirer } from './acquirer/acquirer.ts'
import { handlePaymentApi } from './acquirer/api.ts'
import { type AcquirerName, type Acquirers, handleControl } from './acquirer/control.ts'
import { errorAnswer, send } from './http/answer.ts'
import { openListener, openListenerNear } from './http/listener.ts'
import { readSettings, writeSettings } from './settings.ts'

export interface SandboxOptions {
  /** Of books, faults and challenge pages; 0 takes a free one. */
  readonly port: number
  readonly host?: string
  readonly stateDirectory: string
  /** `whsec_…`: signs both acquirers' webhooks. */
  readonly webhookSecret: string
  /** Asked at every delivery; undefined keeps the webhook waiting. */
  readonly webhookTarget: (acquirer: AcquirerName) => string | undefined
  /** Where browsers reach the challenge pages, without a trailing slash; the sandbox's own origin by default. */
  readonly publicOrigin?: string
  /** How long "a moment later" is; one second by default. */
  readonly laterMs?: number
}

export interface SandboxAccount {
  readonly baseUrl: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface Sandbox {
  readonly origin: string
  readonly accounts: Readonly<Record<AcquirerName, SandboxAccount>>
  stop(): Promise<void>
}

const LATER_MS = 1_000

/** Both acquirers with their own ports and books, and the one port that shows what they did. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', stateDirectory } = options
  const settings = await readSettings(stateDirectory)
  // Requests that arrive while the books are still being read wait for them.
  const opened = Promise.withResolvers<Acquirers>()
  const control = await openListener(
    host,
    options.port,
    guarded(async (request, response) => handleControl(await opened.promise, request, response)),
  )
  const origin = `http://${host}:${control.port}`

  async function open(name: AcquirerName) {
    const ready = Promise.withResolvers<Acquirer>()
    const listener = await openListenerNear(
      host,
      settings[name].port,
      guarded(async (request, response) => handlePaymentApi(await ready.promise, request, response)),
    )
    const acquirer = await openAcquirer({
      bookPath: join(stateDirectory, `${name}.jsonl`),
      credentials: settings[name],
      port: listener,
      challengeUrl: (challengeId) => `${options.publicOrigin ?? origin}/challenge/${name}/${challengeId}`,
      webhookSecret: options.webhookSecret,
      webhookTarget: () => options.webhookTarget(name),
      laterMs: options.laterMs ?? LATER_MS,
    })
    ready.resolve(acquirer)
    return { acquirer, listener, baseUrl: `http://${host}:${listener.port}` }
  }

  const a = await open('a')
  const b = await open('b')
  const acquirers: Acquirers = { a, b }
  opened.resolve(acquirers)
  await writeSettings(stateDirectory, {
    a: { ...settings.a, port: a.listener.port },
    b: { ...settings.b, port: b.listener.port },
  })

  const account = (name: AcquirerName): SandboxAccount => ({
    baseUrl: acquirers[name].baseUrl,
    clientId: settings[name].clientId,
    clientSecret: settings[name].clientSecret,
  })
  return {
    origin,
    accounts: { a: account('a'), b: account('b') },
    stop: async () => {
      await Promise.all([control.close(), a.listener.close(), b.listener.close()])
      await Promise.all([a.acquirer.stop(), b.acquirer.stop()])
    },
  }
}

/** A bug of ours or a full disk is a 500 that promises nothing; a client that is gone needs no answer. */
function guarded(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener {
  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent || request.socket.destroyed) return
      console.error('sandbox:', error instanceof Error ? error.stack : error)
      const { processed: _unknown, ...body } = JSON.parse(errorAnswer(500, 'internal', 'something went wrong').body)
      send(response, { status: 500, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    })
  }
}
