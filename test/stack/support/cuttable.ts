import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export interface Cuttable {
  readonly origin: string
  /** Resets everything that goes through it, as a phone in a tunnel does, and says how much that was. New connections are taken. */
  cut(): number
  close(): void
}

/** A way to the api that can be cut. */
export async function cuttable(apiOrigin: string): Promise<Cuttable> {
  const { hostname: host, port } = new URL(apiOrigin)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ host, port: Number(port) })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    const { size } = sockets
    for (const socket of sockets) socket.resetAndDestroy()
    return size
  }
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () => {
      cut()
      server.close()
    },
  }
}

/** Cuts what is open, again and again or as often as is said. */
export function cutAtRandom(way: Cuttable, times = Number.POSITIVE_INFINITY) {
  let cuts = 0
  let isOver = false
  const loop = (async () => {
    while (!isOver && cuts < times) {
      await wait(20 + Math.random() * 100)
      if (way.cut() > 0) cuts += 1
    }
  })()
  return {
    cuts: () => cuts,
    stop: async () => {
      isOver = true
      await loop
    },
  }
}
