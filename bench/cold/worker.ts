/** The floor: a Worker that has nothing to read in and answers one document. */
export default {
  fetch: () => Response.json({ data: { __typename: 'Query' } }),
} satisfies ExportedHandler
