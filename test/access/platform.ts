import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { Background } from '../../src/access/background.ts'

/** The platform's KV and R2 as the local runtime has them. */
export interface Platform {
  readonly CONFIG: KVNamespace
  readonly ARCHIVE: R2Bucket
  close(): Promise<void>
}

export async function openPlatform(): Promise<Platform> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      telemetry: { enabled: false },
      workers: [
        {
          name: 'platform',
          modules: true,
          script: 'export default { fetch: () => new Response() }',
          compatibilityDate: '2026-11-01',
          kvNamespaces: ['CONFIG'],
          r2Buckets: ['ARCHIVE'],
        },
      ],
    }),
  )
  return {
    // Miniflare types its stubs by a copy of the same declarations.
    CONFIG: (await miniflare.getKVNamespace('CONFIG')) as unknown as KVNamespace,
    ARCHIVE: (await miniflare.getR2Bucket('ARCHIVE')) as unknown as R2Bucket,
    close: () => miniflare.dispose(),
  }
}

/** A context that remembers what goes on behind an answer, so that a test can wait for it. */
export function backgroundOf(): Background & { settled(): Promise<unknown> } {
  const work: Promise<unknown>[] = []
  return {
    waitUntil: (promise) => {
      work.push(promise)
    },
    settled: () => Promise.allSettled(work),
  }
}
