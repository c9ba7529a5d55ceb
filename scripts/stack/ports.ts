import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { LaunchError } from './launch-error.ts'

export interface Ports {
  readonly api: number
  readonly vault: number
  readonly sandbox: number
  readonly demo: number
}

export const DEFAULT_PORT = 8787

/** A port just freed can still be reported as taken for a moment, and a killed workerd needs a moment to go. */
const FREE_WITHIN_MS = 3000

/** Below the range that systems take for outgoing connections, so that nothing takes a port between look and use. */
const FREE_PORTS = { from: 15_000, to: 32_000 } as const
const TRIES = 200

/** The api's port and the three after it; where it is 0, four neighbours that are free. */
export async function choosePorts(api: number, host: string): Promise<Ports> {
  if (api !== 0) return portsFrom(api)
  for (let tries = 0; tries < TRIES; tries += 1) {
    const ports = portsFrom(randomInt(FREE_PORTS.from, FREE_PORTS.to))
    const areFree = await Promise.all(Object.values(ports).map((port) => isFree(port, host)))
    if (areFree.every(Boolean)) return ports
  }
  throw new LaunchError(`There are no four free ports in a row between ${FREE_PORTS.from} and ${FREE_PORTS.to}.`)
}

const portsFrom = (api: number): Ports => ({ api, vault: api + 1, sandbox: api + 2, demo: api + 3 })

/** Refuses to start where a port is taken: half a stack on the ports of another would be worse than none. */
export async function requireFreePorts(ports: Ports, host: string): Promise<void> {
  const named = { api: ports.api, vault: ports.vault, 'sandbox acquirers': ports.sandbox, 'demo shop': ports.demo }
  const untilMs = Date.now() + FREE_WITHIN_MS
  for (const [part, port] of Object.entries(named)) {
    while (!(await isFree(port, host))) {
      if (Date.now() > untilMs) {
        throw new LaunchError(
          `Port ${port} (${part}) is taken by another program. Stop it, or choose other ports with ` +
            `\`npm start -- --port ${ports.api + 10}\` (the api's port; the others follow it).`,
        )
      }
      await wait(100)
    }
  }
}

/**
 * Keeps ports from other programs until workerd opens them, which is seconds later: another stack that looks for free ones
 * would take them. Whoever connects meanwhile is turned away.
 */
export async function holdPorts(ports: readonly number[], host: string): Promise<{ release(): Promise<void> }> {
  const servers = await Promise.all(ports.map((port) => listen(port, host)))
  for (const server of servers) server.on('connection', (socket) => socket.resetAndDestroy())
  let released: Promise<unknown> | undefined
  return {
    release: async () => {
      released ??= Promise.all(servers.map(close))
      await released
    },
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  try {
    await close(await listen(port, host))
    return true
  } catch {
    return false
  }
}

const listen = (port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(port, host, () => resolve(server))
  })

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
