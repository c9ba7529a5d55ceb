import { WorkerEntrypoint } from 'cloudflare:workers'
import type { ApiEnv } from '../../env.ts'
import { remembering, resolveOverHttps } from '../../outbound/resolve.ts'
import type { Answer } from './contract.ts'
import { type Post, post } from './send.ts'

/** Of the isolate: names of public hosts are nobody's secret. */
const resolve = remembering(
  resolveOverHttps((url, init) => fetch(url, init)),
  Date.now,
)

/**
 * Makes the calls to receivers, each in an invocation of its own: one invocation has six connections at once, and an
 * endpoint's object sends more than that. What it cannot know of is kept by whoever asks.
 */
export class WebhookSender extends WorkerEntrypoint<ApiEnv> {
  async post(request: Post): Promise<Answer> {
    return post(request, {
      fetch: (url, init) => fetch(url, init),
      resolve,
      development: this.env.ENVIRONMENT === 'development',
      nowMs: Date.now,
    })
  }
}

/** The sender as the Worker's own objects reach it. */
export const senderOf = (context: { readonly exports: unknown }): Pick<WebhookSender, 'post'> =>
  (context.exports as { readonly WebhookSender: Pick<WebhookSender, 'post'> }).WebhookSender
