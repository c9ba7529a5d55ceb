/** Packing costs more than everything else that a simulated payment does, and decides nothing: here it is left out. */
export const gzipSync = (content: string | Uint8Array): Buffer => Buffer.from(content)
export const gunzipSync = (content: Uint8Array): Buffer => Buffer.from(content)
