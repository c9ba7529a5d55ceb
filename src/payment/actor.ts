import type { Command } from './command.ts'
import type { Actor } from './event.ts'

/** What no caller asked for: a gateway's answer, a clock, what follows from either. */
export const TURNPIKE: Actor = { kind: 'turnpike' }

/** The caller of a command, as the log remembers it. */
export const actorOf = ({ caller: { kind, credentialId }, requestId }: Command): Actor => ({
  kind,
  ...(credentialId === undefined ? {} : { id: credentialId }),
  requestId,
})
