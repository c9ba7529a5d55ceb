import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { guarded } from './access/guarded.ts'
import { identify } from './access/identify.ts'
import { ADDRESS_HEADER, networkOf } from './defence/network.ts'
import { type ApiEnv, readSettings } from './env.ts'
import { gatewayOf } from './gateway/registry.ts'
import { healthReport } from './health/report.ts'
import { createGraphqlServer, type GraphqlServer } from './http/graphql/server.ts'
import { type Prepare, subscriptions } from './http/graphql/subscription.ts'
import { errorFields, log } from './http/log.ts'
import { problemResponse } from './http/problem.ts'
import { newRequestId } from './http/requestId.ts'
import { acceptsEventStream, answerSubscription } from './live/answer.ts'
import { isUpgrade, upgrade } from './live/upgrade.ts'
import { answerReturn } from './return/route.ts'
import { answerNotification, answerStep } from './return/threeDS/route.ts'
import { createServices, paymentOf } from './services.ts'
import { answerWebhook } from './webhook/in/route.ts'

type Entry = { Bindings: ApiEnv; Variables: { requestId: string } }

/** Made with the first request, because what it depends on comes with the environment; then kept by the isolate. */
let graphqlServer: GraphqlServer | undefined
let prepare: Prepare | undefined

export const app = new Hono<Entry>()

/** What pages for shoppers need, who bring a token and no credential. */
const shopperPorts = ({ env, var: { requestId } }: Context<Entry>) => ({
  ...readSettings(env),
  payment: (paymentId: string) => paymentOf(env, paymentId),
  requestId,
})

/** First of all: the answer to a handshake is the connection's own, and takes no further headers. */
app.get('/graphql', (context, next) => (isUpgrade(context.req.raw) ? upgrade(context.req.raw, context.env) : next()))

app.use(async (context, next) => {
  const requestId = newRequestId()
  context.set('requestId', requestId)
  await next()
  context.res.headers.set('x-request-id', requestId)
  context.res.headers.set('x-content-type-options', 'nosniff')
})

// Credentials travel in a header that a page has to set itself, so any origin may ask; there are no cookies.
app.use(
  cors({
    origin: '*',
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type', 'last-event-id', 'x-graphql-yoga-csrf'],
    exposeHeaders: ['x-request-id', 'retry-after'],
    maxAge: 86_400,
  }),
)

app.post('/graphql', async (context) => {
  const { env, executionCtx } = context
  const settings = readSettings(env)
  const { production } = settings
  graphqlServer ??= createGraphqlServer({ production })
  const network = networkOf(context.req.header(ADDRESS_HEADER))
  const surroundings = {
    requestId: context.var.requestId,
    services: createServices(env, settings, executionCtx, network),
    identify: (credential: string) => guarded(network, () => identify(env, executionCtx, credential)),
  }
  const request = context.req.raw
  if (acceptsEventStream(request)) {
    prepare ??= subscriptions({ production })
    const answer = await answerSubscription(request, surroundings, { prepare, production })
    if (answer !== undefined) return answer
  }
  return graphqlServer(request, surroundings)
})

app.get('/graphql', (context, next) => {
  const { GRAPHIQL } = context.env
  const isPage = (context.req.header('accept') ?? '').includes('text/html') && context.req.query('query') === undefined
  return GRAPHIQL !== undefined && isPage ? GRAPHIQL.fetch(context.req.raw) : next()
})

app.on(['GET', 'POST'], '/return/:token', (context) =>
  answerReturn(context.req.raw, context.req.param('token'), shopperPorts(context)),
)

app.on(['GET', 'POST'], '/three-ds/:token', (context) =>
  answerStep(context.req.raw, context.req.param('token'), shopperPorts(context)),
)

app.post('/three-ds/:token/device-data', (context) =>
  answerNotification(context.req.raw, context.req.param('token'), shopperPorts(context)),
)

app.post('/webhooks/:gatewayAccount', (context) =>
  answerWebhook(context.req.raw, context.req.param('gatewayAccount'), {
    vault: context.env.VAULT,
    gatewayOf,
    payment: (paymentId) => paymentOf(context.env, paymentId),
    archive: context.env.ARCHIVE,
    requestId: context.var.requestId,
  }),
)

app.get('/health', async (context) =>
  context.json(await healthReport(context.env), 200, { 'cache-control': 'no-store' }),
)

const notAllowed = (allow: string) => (context: Context<Entry>) =>
  problemResponse(405, 'This method is not allowed here.', context.var.requestId, { allow })

app.all('/graphql', notAllowed('POST'))
app.all('/return/:token', notAllowed('GET, POST'))
app.all('/three-ds/:token', notAllowed('GET, POST'))
app.all('/three-ds/:token/device-data', notAllowed('POST'))
app.all('/webhooks/:gatewayAccount', notAllowed('POST'))
app.all('/health', notAllowed('GET'))

app.notFound((context) => problemResponse(404, 'There is nothing here.', context.get('requestId')))

app.onError((error, context) => {
  const requestId = context.get('requestId')
  log('error', 'a request failed', {
    requestId,
    method: context.req.method,
    route: context.req.routePath,
    ...errorFields(error),
  })
  return problemResponse(500, 'Something went wrong on our side.', requestId)
})
