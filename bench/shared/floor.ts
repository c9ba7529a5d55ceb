import { join } from 'node:path'
import { runtimePidFile } from '../../scripts/stack/runtime.ts'
import { startFloorRuntime } from '../floor/runtime.ts'

/** A runtime of its own with the bench's Worker. */
export interface Floor {
  readonly origin: string
  readonly pidFile: string
  stop(): Promise<void>
}

/** What stands where the log is bound: the audit log itself, or the least that does its work. */
export const LOGS = { log: 'AuditObject', floor: 'FloorAudit' } as const

export async function startFloor(
  stateDirectory: string,
  log: (typeof LOGS)[keyof typeof LOGS],
  characters: { readonly event: number; readonly access: number },
): Promise<Floor> {
  const { origin, stop } = await startFloorRuntime(stateDirectory, {
    entryFile: join(import.meta.dirname, 'worker.ts'),
    bindings: { EVENT_CHARACTERS: String(characters.event), ACCESS_CHARACTERS: String(characters.access) },
    objects: { ACTIVITY: 'ActivityObject', AUDIT: 'SilentAudit', LOG: log, DELIVERER: 'FloorDeliverer' },
    buckets: { ARCHIVE: 'archive' },
  })
  return { origin, stop, pidFile: runtimePidFile(stateDirectory) }
}

export async function ask<Answer>({ origin }: Floor, path: string, body: string): Promise<Answer> {
  const answer = await fetch(`${origin}${path}`, { method: 'POST', body })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as Answer
}
