import type { Mutant } from './patch.ts'
import type { Tree } from './tree.ts'

/**
 * What the compiler says of each mutant, by name; nothing of those that it takes. It takes most of them at once, for
 * patches of different places can stand in the tree together: only where that does not compile is each looked at alone.
 */
export async function typeErrorsOf(tree: Tree, mutants: readonly Mutant[]): Promise<ReadonlyMap<string, string>> {
  const errors = new Map<string, string>()
  let waiting = mutants
  while (waiting.length > 0) {
    const together: Mutant[] = []
    for (const mutant of waiting) if ((await tree.apply(mutant.path)) === undefined) together.push(mutant)
    // What does not even apply alone is told when its turn comes.
    if (together.length === 0) return errors
    const isClean = (await tree.typeError()) === undefined
    for (const { path } of together.toReversed()) await tree.revert(path)
    if (!isClean) for (const mutant of together) await lookAlone(tree, mutant, errors)
    waiting = waiting.filter((mutant) => !together.includes(mutant))
  }
  return errors
}

async function lookAlone(tree: Tree, { name, path }: Mutant, errors: Map<string, string>): Promise<void> {
  await tree.apply(path)
  const error = await tree.typeError()
  if (error !== undefined) errors.set(name, error.split('\n')[0] ?? '')
  await tree.revert(path)
}
