import { gzipSync } from 'node:zlib'
import { buildWidget, isFresh } from '../stack/bundleWidget.ts'
import { alteredReleases } from '../stack/widgetReleases.ts'
import type { Check } from './check.ts'

/** The loader is on every page of a shop; the frame is waited for by everyone who pays. */
const LARGEST_LOADER_BYTES_GZIPPED = 5_000
const LARGEST_FRAME_BYTES_GZIPPED = 25_000

export const widgetCheck: Check = {
  name: 'built widget is fresh, releases are unaltered, loader at most 5 kB and frame at most 25 kB gzipped',
  async run() {
    const widget = await buildWidget()
    const loaderBytes = gzipSync(widget.loaderScript).length
    // Whoever reads the longest words has the largest frame.
    const { frameBody, frameStyle, frameScript, frameTexts } = widget
    const common = frameBody + frameStyle + frameScript
    const sizes = Object.values(frameTexts).map((texts) => gzipSync(common + texts).length)
    const frameBytes = Math.max(...sizes)
    if (loaderBytes > LARGEST_LOADER_BYTES_GZIPPED) return `the loader is ${loaderBytes} bytes`
    if (frameBytes > LARGEST_FRAME_BYTES_GZIPPED) return `the frame is ${frameBytes} bytes`
    const [altered] = alteredReleases(widget.loaderReleases)
    if (altered !== undefined) return `checkout-widget/releases/checkout-${altered}.js is not what was released`
    return isFresh(widget) ? undefined : 'run `npm run widget` and commit src/vault/frame/generated/widget.ts'
  },
}
