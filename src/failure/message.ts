import type { Locale } from '../locale.ts'
import { leafOf } from './failure.ts'
import * as ENGLISH from './texts.ts'
import { ar } from './translations/ar.ts'
import { cs } from './translations/cs.ts'
import { da } from './translations/da.ts'
import { de } from './translations/de.ts'
import { es } from './translations/es.ts'
import { fi } from './translations/fi.ts'
import { fr } from './translations/fr.ts'
import { he } from './translations/he.ts'
import { it } from './translations/it.ts'
import { ja } from './translations/ja.ts'
import { nb } from './translations/nb.ts'
import { nl } from './translations/nl.ts'
import { pl } from './translations/pl.ts'
import { pt } from './translations/pt.ts'
import { sv } from './translations/sv.ts'
import type { ShopperTexts } from './translations/texts.ts'
import { zh } from './translations/zh.ts'

/** What shoppers read of failures, in every language. */
export const SHOPPER_TEXTS: Readonly<Record<Locale, ShopperTexts>> = {
  ar,
  cs,
  da,
  de,
  en: ENGLISH,
  es,
  fi,
  fr,
  he,
  it,
  ja,
  nb,
  nl,
  pl,
  pt,
  sv,
  zh,
}

const nameOfText = new Map(
  Object.entries(ENGLISH).map(([name, text]) => [text as string, name as keyof ShopperTexts] as const),
)

/** What the shopper reads of a failure. The leaves say it in English, which is also the key to the other languages. */
export function messageOf(code: string, locale: Locale): string {
  const { message } = leafOf(code)
  const name = nameOfText.get(message)
  return name === undefined ? message : SHOPPER_TEXTS[locale][name]
}
