import { errorFields, log } from '../http/log.ts'

/** What a Worker's and an object's context have in common: work that goes on behind the answer. */
export interface Background {
  waitUntil(work: Promise<unknown>): void
}

/**
 * Work whose failure changes no answer. It is reported, because a cache that is never written again would otherwise only
 * show when Postgres is down.
 */
export function behind(context: Background, what: string, work: Promise<unknown>): void {
  context.waitUntil(work.catch((error: unknown) => log('warn', `${what} failed`, errorFields(error))))
}
