import { parseArgs } from 'node:util'
import { buildWidget, writeWidget } from './stack/bundleWidget.ts'
import { writeWidgetPackage } from './stack/widgetPackage.ts'

/**
 * `npm run widget`: builds the checkout's loader and frame into the module that the vault serves them from, and the npm
 * package that loads them. With `--package` only the latter, for `npm pack` in checkout-widget.
 */
const { values } = parseArgs({ options: { package: { type: 'boolean', default: false } } })
if (!values.package) {
  const widget = await buildWidget()
  console.log(writeWidget(widget) ? 'wrote src/vault/frame/generated/widget.ts' : 'the built widget is fresh')
}
await writeWidgetPackage()
console.log('wrote checkout-widget/dist')
