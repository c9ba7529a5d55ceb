import { type Kept, keptIn, leaksIn } from '../../test/stack/support/canary.ts'

/** Every card of a campaign begins with these digits, which nothing else has; what follows them tells cards apart. */
export const CANARY = '491761004817'

/** What the runtime, Postgres, the archive and the launcher keep or say: all but the acquirers' own inbox. */
export function searchCanary(
  stateDirectory: string,
  said: readonly Kept[],
): { readonly searched: number; readonly leaks: readonly string[] } {
  const kept = keptIn(stateDirectory).filter(([path]) => !path.startsWith('sandbox/') && !path.startsWith('bundles/'))
  const all = [...kept, ...said]
  return { searched: all.length, leaks: leaksIn(all, [{ number: CANARY }]) }
}
