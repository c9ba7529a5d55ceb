import { globSync, readFileSync } from 'node:fs'
import { join, normalize, relative } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface Import {
  readonly from: string
  /** A path from the root where the import is relative, else the package's name as it is written. */
  readonly target: string
  readonly isRelative: boolean
  /** Gone when the code runs: `import type` and `export type`. */
  readonly isType: boolean
}

const FOLDERS = ['src', 'schema', 'checkout-widget', 'sandbox', 'scripts', 'simulate', 'drill']
const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g

export const sourceFiles = (...folders: string[]): readonly string[] =>
  (folders.length === 0 ? FOLDERS : folders)
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT }))
    .filter((file) => !file.endsWith('.d.ts') && !file.includes('generated/'))
    .sort()

export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** The code without its comments, which may well speak of what the code must not do. */
export const codeOf = (file: string): string =>
  textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')

export function importsOf(file: string): readonly Import[] {
  const code = codeOf(file)
  const statements = [...code.matchAll(STATEMENT)].map(([, type, path = '']) => [path, type !== undefined] as const)
  const dynamic = [...code.matchAll(DYNAMIC)].map(([, path = '']) => [path, false] as const)
  return [...statements, ...dynamic].map(([path, isType]) => {
    const isRelative = path.startsWith('.')
    return { from: file, target: isRelative ? normalize(join(file, '..', path)) : path, isRelative, isType }
  })
}

export const allImports = (...folders: string[]): readonly Import[] => sourceFiles(...folders).flatMap(importsOf)

/** Everything that these files lead to; with types also what only their types name. */
export function reachedFrom(starts: readonly string[], { types }: { readonly types: boolean }): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [...starts]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    for (const { target, isRelative, isType } of importsOf(file)) {
      if (isRelative && target.endsWith('.ts') && (types || !isType)) waiting.push(target)
    }
  }
  return reached
}

export const isIn = (folder: string, file: string): boolean => !relative(folder, file).startsWith('..')

export const shown = (imports: readonly Import[]): readonly string[] =>
  imports.map(({ from, target }) => `${from} imports ${target}`)
