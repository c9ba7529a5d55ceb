import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Miniflare } from 'miniflare'
import type { AuditService, NewEntry } from '../../src/audit/contract.ts'
import { auditName, ownerNamed } from '../../src/audit/name.ts'
import { API_WORKER } from './workers.ts'

export interface ControlAnswer {
  readonly status: number
  readonly body: string
}

/** `/audit/:merchant/:mode`: POST writes entries, `/head` and `/lines?after=N` read. */
export async function answerAudit(miniflare: Miniflare, url: URL, request: IncomingMessage): Promise<ControlAnswer> {
  const [, , merchantId = '', mode = '', what = ''] = url.pathname.split('/').map(decodeURIComponent)
  const owner = ownerNamed(`audit:${merchantId}:${mode}`)
  if (owner === undefined) return { status: 404, body: 'No such log: /audit/MERCHANT/TEST or LIVE.' }
  const namespace = await miniflare.getDurableObjectNamespace('AUDIT', API_WORKER)
  const log = namespace.get(namespace.idFromName(auditName(owner))) as unknown as AuditService
  switch (`${request.method} ${what}`) {
    case 'POST ':
      return json(await log.record(JSON.parse(await text(request)) as readonly NewEntry[]))
    case 'GET head':
      return json(await log.head())
    case 'GET lines':
      return json(await log.readLines(Number(url.searchParams.get('after') ?? 0)))
    default:
      return { status: 405, body: 'POST the log, GET its head or its lines.' }
  }
}

const json = (value: unknown): ControlAnswer => ({ status: 200, body: JSON.stringify(value) })
