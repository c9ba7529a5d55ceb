import { parseArgs } from 'node:util'
import { buildWidget, writeWidget } from './stack/bundleWidget.ts'
import { writeWidgetPackage } from './stack/widgetPackage.ts'
import { release } from './stack/widgetReleases.ts'

/**
 * `npm run widget`: builds the checkout's loader and frame into the module that the vault serves them from, and the npm
 * package that loads them. With `--package` only the latter, for `npm pack` in checkout-widget. With `--release` the loader
 * is kept as well, to be served under its own address for good: before a deployment, which refuses any other.
 */
const { values } = parseArgs({
  options: { package: { type: 'boolean', default: false }, release: { type: 'boolean', default: false } },
})
if (!values.package) {
  if (values.release) console.log(release(await buildWidget()))
  const widget = await buildWidget()
  console.log(writeWidget(widget) ? 'wrote src/vault/frame/generated/widget.ts' : 'the built widget is fresh')
}
await writeWidgetPackage()
console.log('wrote checkout-widget/dist')
