import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Running } from './fixture.ts'

/** Asks the launcher's own control server, which only drills use. */
export async function databaseFault({ stack }: Running, fault: object | undefined): Promise<void> {
  const file = JSON.parse(await readFile(join(stack.stateDirectory, 'stack.json'), 'utf8'))
  const answer = await fetch(`${file.controlOrigin}/database/faults`, {
    method: fault === undefined ? 'DELETE' : 'POST',
    headers: { authorization: `Bearer ${file.controlSecret}`, 'content-type': 'application/json' },
    body: fault === undefined ? undefined : JSON.stringify(fault),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
