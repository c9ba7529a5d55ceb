import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import type { ApiEnv } from '../env.ts'
import { CLOSES } from './protocol.ts'

export const isUpgrade = (request: Request): boolean => request.headers.get('upgrade')?.toLowerCase() === 'websocket'

/**
 * Opens a WebSocket on an object of its own. Where it comes from is not asked: there are no cookies, so a page can show
 * no credential but one that it was given.
 */
export async function upgrade(request: Request, env: Pick<ApiEnv, 'LIVE_CONNECTIONS'>): Promise<Response> {
  const offered = (request.headers.get('sec-websocket-protocol') ?? '').split(',').map((name) => name.trim())
  if (!offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return refused(offered[0])
  const connections = env.LIVE_CONNECTIONS
  return connections.get(connections.newUniqueId()).fetch(request)
}

/** Accepted and closed, for a client sees the code of a close but not the answer to a refused handshake. */
function refused(offered: string | undefined): Response {
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  server.close(CLOSES.subprotocol.code, CLOSES.subprotocol.reason)
  // Browsers drop a connection whose answer names none of the protocols they offered.
  const headers = offered ? { 'sec-websocket-protocol': offered } : undefined
  return new Response(null, { status: 101, webSocket: client, ...(headers === undefined ? {} : { headers }) })
}
