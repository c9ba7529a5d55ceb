import { renderGraphiQL } from '@graphql-yoga/render-graphiql'

/**
 * Serves GraphiQL from the api's own origin in development. It is a Worker of its own because the page is nine
 * megabytes, which the api's bundle could not carry.
 */
const page = renderGraphiQL({
  title: 'Turnpike',
  defaultQuery: '# Put `authorization: Bearer sk_test_…` under Headers.\n',
})

export default {
  fetch: (): Response =>
    new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } }),
}
