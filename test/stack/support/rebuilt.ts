import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** As `npm run rebuild` does. */
export const rebuilt = (
  { stateDirectory }: { readonly stateDirectory: string },
  ...words: string[]
): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve) => {
    const script = join(import.meta.dirname, '../../../scripts/commands/rebuild.ts')
    const all = [script, ...words, '--patience', '5', '--state', stateDirectory]
    execFile(process.execPath, all, (error, output, errors) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: output + errors }),
    )
  })
