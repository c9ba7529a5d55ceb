import type { Unread } from '../protocol/messages.ts'
import { chunk } from './chunk.ts'
import { wait } from './pay/wait.ts'

/** A form without its looks takes a card as well: it is not waited for longer. */
const LONGEST_WAIT_MS = 3000
/** What the frame looks like by itself. */
const OWN = ['{}', '{"theme":"default"}', undefined]

const lookChunk = () => chunk<typeof import('./look/chunk.ts')>('look')

/** Gives the frame the look that the page asks for. Never rejects: what cannot be had is said on the console. */
export const dress = ({ unread }: Unread): Promise<void> => Promise.race([wait(LONGEST_WAIT_MS), wear(unread)])

async function wear(appearance: unknown): Promise<void> {
  try {
    if (!OWN.includes(JSON.stringify(appearance))) (await lookChunk()).dress(appearance)
  } catch (fault) {
    console.warn('Turnpike: the appearance was left out:', fault)
  }
}

export async function addFont({ unread }: Unread): Promise<void> {
  try {
    await (await lookChunk()).takeFont(unread)
  } catch (fault) {
    console.warn('Turnpike: a font was left out:', fault)
  }
}
