import type { IncomingMessage, ServerResponse } from 'node:http'
import { json, text } from 'node:stream/consumers'
import type { Miniflare } from 'miniflare'
import { DEAD_LETTERS_PREFIX, listDeadLetters, redriveDeadLetters } from '../../src/event/deadLetters.ts'
import { toJson } from '../../src/money/json.ts'
import { listArchived } from '../rebuild/archive.ts'
import { API_WORKER, MAINTENANCE_WORKER } from './workers.ts'

/**
 * What maintenance needs of a running stack: the archive (`/maintenance/archive`), payments as their objects have them
 * (`/maintenance/payments`), the vault's data keys as far as they may be shown (`/maintenance/keys`), dead letters. Deployed, wrangler's remote bindings stand in its place.
 */
export async function answerMaintenance(
  miniflare: Miniflare,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const what = url.pathname.slice('/maintenance/'.length)
  const bucket = await archiveOf(miniflare)
  const startAfter = url.searchParams.get('after') ?? undefined
  switch (`${request.method} ${what}`) {
    case 'GET archive': {
      const name = url.searchParams.get('name')
      if (name === null) return send(response, 200, toJson(await listArchived(bucket, startAfter)))
      const object = await bucket.get(name)
      return object === null
        ? send(response, 404, 'No such object.')
        : send(response, 200, Buffer.from(await object.arrayBuffer()))
    }
    case 'POST payments': {
      const worker = await miniflare.getWorker(MAINTENANCE_WORKER)
      const answer = await worker.fetch('http://maintenance/', { method: 'POST', body: await text(request) })
      return send(response, answer.status, await answer.text())
    }
    case 'POST keys': {
      const worker = await miniflare.getWorker(MAINTENANCE_WORKER)
      const answer = await worker.fetch('http://maintenance/keys', { method: 'POST', body: await text(request) })
      return send(response, answer.status, await answer.text())
    }
    case 'GET dead-letters':
      return send(response, 200, toJson(await listDeadLetters(bucket, DEAD_LETTERS_PREFIX, listPage(startAfter))))
    case 'POST dead-letters': {
      const queue = await miniflare.getQueueProducer('PAYMENT_EVENTS', API_WORKER)
      return send(
        response,
        200,
        toJson(await redriveDeadLetters(bucket, queue as never, '', (await json(request)) as string[])),
      )
    }
    default:
      return send(response, 404, 'Not found.')
  }
}

/** Miniflare types its stubs by a copy of the same declarations. */
const archiveOf = async (miniflare: Miniflare): Promise<R2Bucket> =>
  (await miniflare.getR2Bucket('ARCHIVE', API_WORKER)) as unknown as R2Bucket

const LETTERS_A_PAGE = 100
const listPage = (after: string | undefined) => ({ first: LETTERS_A_PAGE, ...(after === undefined ? {} : { after }) })

function send(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream',
  })
  response.end(body)
}
