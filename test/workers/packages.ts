import manifest from '../../package.json' with { type: 'json' }

/** What is imported of a package beside its front door. */
const BEHIND = ['drizzle-orm/neon-http', 'drizzle-orm/pg-core', 'hono/cors', 'hono/route']

/**
 * Each package as one module. Every file's Worker fetches all modules anew, one by one, and without this a third of what
 * these tests take is spent on some thousand of them that are never changed.
 */
export const packagesAsOne = {
  optimizer: { ssr: { enabled: true, include: [...Object.keys(manifest.dependencies), ...BEHIND] } },
}
