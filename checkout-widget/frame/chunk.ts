/**
 * Parts of the frame that few shoppers need come after it, when they are needed: from the vault, under an address that is
 * made of what is in them, which the document names and its policy allows. Each brings its own rules of style.
 */
export type ChunkName = 'look' | 'stored' | 'testCards' | 'walletFrame'

/** Rejects where this document has no such chunk, or where it does not come. */
export const chunk = <Chunk>(name: ChunkName): Promise<Chunk> => import(document.body.dataset[name] ?? '')
