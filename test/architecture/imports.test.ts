import { describe, expect, test } from 'vitest'
import { allImports, codeOf, type Import, importsOf, isIn, reachedFrom, shown, sourceFiles } from './sources.ts'

const LEAVES = ['src/money', 'src/ids', 'src/failure', 'src/method', 'src/locale.ts', 'src/result.ts']
/** What the core of a payment knows of routing and resilience: words, and one formula. */
const PLANS = [
  'src/routing/route.ts',
  'src/routing/policy.ts',
  'src/routing/request.ts',
  'src/resilience/snapshot.ts',
  'src/resilience/backoff.ts',
]
const isLeaf = (file: string): boolean => LEAVES.some((leaf) => isIn(leaf, file))

/** The gateway port: the files beside the gateways' own folders. */
const isPort = (file: string): boolean => /^src\/gateway\/[^/]+\.ts$/.test(file)
const isRegistry = (file: string): boolean => /^src\/gateway\/\w*[rR]egistry\.ts$/.test(file)

const relativeOnes = (imports: readonly Import[]) => imports.filter(({ isRelative }) => isRelative)
const breaking = (imports: readonly Import[], allowed: (one: Import) => boolean) =>
  shown(imports.filter((one) => !allowed(one)))

describe('imports point one way', () => {
  test('leaves import leaves alone', () => {
    expect(
      breaking(relativeOnes(allImports('src/money', 'src/ids', 'src/failure', 'src/method')), ({ target }) =>
        isLeaf(target),
      ),
    ).toEqual([])
    expect(relativeOnes(importsOf('src/result.ts'))).toEqual([])
  })

  test('the core of a payment reaches the port, the leaves and its own vocabulary, also by its types', () => {
    const starts = [...sourceFiles('src/payment/transition'), 'src/payment/evolve.ts', 'src/payment/amounts.ts']
    const shells = ['object', 'log', 'memory', 'seal', 'read', 'present', 'alarm', 'asked', 'plan', 'health']
    const isShell = (file: string) =>
      isIn('src/payment/call', file) || shells.some((name) => file === `src/payment/${name}.ts`)
    const isCore = (file: string) => isIn('src/payment', file) && !isShell(file)
    const reached = [...reachedFrom(starts, { types: true })]
    const isKnown = (file: string) =>
      isCore(file) || isLeaf(file) || PLANS.includes(file) || (isPort(file) && !isRegistry(file))
    expect(reached.filter((file) => !isKnown(file))).toEqual([])
  })

  test('nothing but the GraphQL server and the composition knows the schema', () => {
    const knows = (file: string) =>
      isIn('src/http/graphql', file) || file === 'src/services.ts' || file === 'src/app.ts'
    const imports = allImports('src').filter(({ target, isRelative }) => isRelative && isIn('schema', target))
    expect(breaking(imports, ({ from }) => knows(from))).toEqual([])
  })

  test('the schema takes from objects, database and credentials nothing but types', () => {
    const outer = ['src/payment', 'src/db', 'src/access', 'src/event', 'src/http', 'src/webhook', 'src/app.ts']
    const imports = relativeOnes(allImports('schema')).filter(({ target }) => outer.some((part) => isIn(part, target)))
    expect(breaking(imports, ({ isType }) => isType)).toEqual([])
  })

  test('nothing imports the entry, and only the entry imports the application', () => {
    const imports = relativeOnes(allImports('src', 'schema'))
    expect(shown(imports.filter(({ target }) => target === 'src/worker.ts'))).toEqual([])
    expect(shown(imports.filter(({ target }) => target === 'src/app.ts'))).toEqual(['src/worker.ts imports src/app.ts'])
  })

  test('the product imports neither the sandbox nor the simulator, drills, scripts, tests or benchmarks', () => {
    const tools = ['sandbox', 'scripts', 'test', 'bench', 'simulate', 'drill']
    const imports = relativeOnes(allImports('src', 'schema', 'checkout-widget'))
    expect(breaking(imports, ({ target }) => !tools.some((tool) => isIn(tool, target)))).toEqual([])
  })

  test('the checkout widget imports nothing but itself and packages', () => {
    expect(
      breaking(relativeOnes(allImports('checkout-widget')), ({ target }) => isIn('checkout-widget', target)),
    ).toEqual([])
  })

  test('the drills’ checker knows nothing of what it checks, and what gathers for it nothing of the product’s code', () => {
    const checker = [...reachedFrom(sourceFiles('drill/check'), { types: true })]
    expect(checker.filter((file) => !isIn('drill/check', file))).toEqual([])
    expect(shown(checker.flatMap(importsOf).filter(({ isRelative }) => !isRelative))).toEqual([])
    const product = ['src', 'schema', 'sandbox']
    const gathering = relativeOnes([...sourceFiles('drill/collect'), ...sourceFiles('drill/load')].flatMap(importsOf))
    expect(breaking(gathering, ({ target }) => !product.some((part) => isIn(part, target)))).toEqual([])
  })

  test('no files import each other in a circle', () => {
    const circles = sourceFiles().filter((file) => {
      const next = importsOf(file).filter(({ isRelative, isType }) => isRelative && !isType)
      return reachedFrom(
        next.map(({ target }) => target),
        { types: false },
      ).has(file)
    })
    expect(circles).toEqual([])
  })
})

describe('the simulator', () => {
  test('judges by a model that has nothing of the product in it, not even a type', () => {
    const reached = [...reachedFrom(sourceFiles('simulate/model'), { types: true })]
    expect(reached.filter((file) => isIn('src', file) || isIn('schema', file))).toEqual([])
    expect(reached.some((file) => isIn('simulate/world', file))).toBe(true)
    const running = [...reachedFrom(sourceFiles('simulate/model'), { types: false })]
    // The drills' checker works out a payment from the events' page alone, and knows no more of the product.
    const others = running.filter((file) => !isIn('simulate/model', file))
    expect(others).toEqual(['drill/check/replay.ts'])
  })

  test('takes of the product what runs through its bundle alone: all else are types', () => {
    const imports = relativeOnes(allImports('simulate')).filter(({ target }) => isIn('src', target))
    const bundled = ['simulate/core.ts', 'simulate/platform/registry.ts']
    expect(breaking(imports, ({ from, isType }) => isType || bundled.includes(from))).toEqual([])
    expect(relativeOnes(allImports('simulate')).filter(({ target }) => target === bundled[1])).toEqual([])
  })
})

describe('a gateway is one folder', () => {
  const folders = [
    ...new Set(sourceFiles('src/gateway').flatMap((file) => /^src\/gateway\/[^/]+(?=\/)/.exec(file)?.[0] ?? [])),
  ]

  test.each(folders)('%s imports the port and the leaves', (folder) => {
    const allowed = ({ target }: Import) =>
      isIn(folder, target) || isLeaf(target) || (isPort(target) && !isRegistry(target))
    expect(breaking(relativeOnes(allImports(folder)), allowed)).toEqual([])
  })

  test.each(folders)('%s goes out through the vault alone', (folder) => {
    const code = sourceFiles(folder).map(codeOf).join('\n')
    expect(code).not.toMatch(/\bfetch\s*\(|\bconnect\s*\(/)
  })

  test.each(folders)('%s is imported by its registries alone', (folder) => {
    const imports = relativeOnes(allImports('src', 'schema')).filter(
      ({ from, target }) => isIn(folder, target) && !isIn(folder, from),
    )
    expect(breaking(imports, ({ from }) => isRegistry(from))).toEqual([])
  })
})

describe('cards stay in the vault', () => {
  test('the api Worker, its schema and its payments know of the vault the contract alone', () => {
    const imports = relativeOnes(allImports('src', 'schema')).filter(
      ({ from, target }) => isIn('src/vault', target) && !isIn('src/vault', from),
    )
    expect(breaking(imports, ({ target }) => target === 'src/vault/contract.ts')).toEqual([])
  })

  test('nothing that the api Worker runs opens a JWE or holds a gateway’s credentials', () => {
    const reached = [...reachedFrom(['src/worker.ts'], { types: false })]
    const imports = reached.flatMap(importsOf)
    expect(reached.filter((file) => /\/credentials(Registry)?\.ts$/.test(file))).toEqual([])
    expect(shown(imports.filter(({ target }) => target === 'jose'))).toEqual([])
  })

  test('the vault Worker runs nothing of payments, schema, database or the api', () => {
    const foreign = [
      'src/payment',
      'src/access',
      'src/db',
      'src/event',
      'src/http',
      'src/env.ts',
      'src/app.ts',
      'schema',
    ]
    const reached = [...reachedFrom(['src/vault/worker.ts'], { types: true })]
    expect(reached.filter((file) => foreign.some((part) => isIn(part, file)))).toEqual([])
  })
})

describe('the core is pure', () => {
  /** What would make the same call answer differently, or do something besides answering. */
  const IMPURE: readonly (readonly [what: string, pattern: RegExp])[] = [
    ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\./],
    ['chance', /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\bgetRandomValues\b|\brandomInt\b/],
    ['the network', /\bfetch\s*\(|\bWebSocket\b|\bconnect\s*\(/],
    ['timers', /\bsetTimeout\b|\bsetInterval\b|\bqueueMicrotask\b/],
    ['the runtime', /'cloudflare:|\bprocess\.|\bcaches\b/],
    ['the log', /\bconsole\./],
    ['waiting', /\basync\b|\bawait\b/],
  ]
  const starts = [
    ...sourceFiles('src/payment/transition', 'src/money', 'src/ids', 'src/failure', 'src/idempotency', 'src/routing'),
    ...['breaker', 'window', 'bulkhead', 'backoff', 'health'].map((name) => `src/resilience/${name}.ts`),
    ...['evolve', 'amounts', 'draft'].map((name) => `src/payment/${name}.ts`),
  ]
  const core = [...reachedFrom(starts, { types: false })].sort()

  test.each(core)('%s', (file) => {
    const code = codeOf(file)
    expect(IMPURE.filter(([, pattern]) => pattern.test(code)).map(([what]) => what)).toEqual([])
  })

  test('it is made of what is meant', () => {
    expect(core).toEqual(expect.arrayContaining(['src/payment/openCalls.ts', 'src/failure/failure.ts']))
    expect(core.length).toBeGreaterThan(20)
  })
})
