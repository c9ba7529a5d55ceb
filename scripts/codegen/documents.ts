import { globSync, readFileSync } from 'node:fs'
import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import { type GraphQLSchema, parse, printSchema } from 'graphql'

/** Who brings `.graphql` files, and so gets their documents with types, in a `generated` folder of their own. */
const PARTS = ['sandbox/shop', 'checkout-widget'] as const

/** What a browser sees of them: every scalar is a string on the wire, except JSON. */
const SCALARS = {
  ID: 'string',
  DateTime: 'string',
  Decimal: 'string',
  MinorUnits: 'string',
  CurrencyCode: 'string',
  JSON: 'Record<string, unknown>',
}

export interface GeneratedFile {
  readonly path: string
  readonly content: string
}

/**
 * The operations of the demo shop and the widget as strings that carry the types of their variables and results: they
 * cost a bundle their text and nothing else. An operation that the schema does not have is an error here.
 */
export async function generateDocuments(schema: GraphQLSchema): Promise<readonly GeneratedFile[]> {
  const parts = PARTS.map((part) => ({ part, files: globSync(`${part}/**/*.graphql`).sort() }))
  return Promise.all(
    parts.filter(({ files }) => files.length > 0).map(({ part, files }) => generatePart(schema, part, files)),
  )
}

async function generatePart(schema: GraphQLSchema, part: string, files: readonly string[]): Promise<GeneratedFile> {
  const baseOutputDir = `${part}/generated/`
  const sections = await preset.buildGeneratesSection({
    baseOutputDir,
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents: files.map((location) => {
      const rawSDL = readFileSync(location, 'utf8')
      return { location, rawSDL, document: parse(rawSDL) }
    }),
    config: {
      documentMode: 'string',
      useTypeImports: true,
      strictScalars: true,
      scalars: SCALARS,
    },
    presetConfig: { fragmentMasking: false },
    plugins: [],
    pluginMap: {},
  })
  // The preset's other files find a document by its text; here each is imported by its name.
  const section = sections.find(({ filename }) => filename.endsWith('/graphql.ts'))
  if (section === undefined) throw new Error('The preset generates no graphql.ts any more.')
  return { path: section.filename, content: await codegen(section) }
}
