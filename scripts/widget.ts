import { buildWidget, writeWidget } from './stack/bundleWidget.ts'

/** `npm run widget`: builds the checkout's loader and frame into the module that the vault serves them from. */
const widget = await buildWidget()
console.log(writeWidget(widget) ? 'wrote src/vault/frame/generated/widget.ts' : 'the built widget is fresh')
