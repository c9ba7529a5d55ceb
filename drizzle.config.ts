import { defineConfig } from 'drizzle-kit'

/** Only for `drizzle-kit generate`, which needs no database; migrations are applied by scripts/commands/migrate.ts. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/db/schema.ts',
  out: './src/db/migrations',
})
