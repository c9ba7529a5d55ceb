/** The languages that shoppers are spoken to in. Failures and the checkout's own texts have each of them. */
export const LOCALES = [
  'ar',
  'cs',
  'da',
  'de',
  'en',
  'es',
  'fi',
  'fr',
  'he',
  'it',
  'ja',
  'nb',
  'nl',
  'pl',
  'pt',
  'sv',
  'zh',
] as const

export type Locale = (typeof LOCALES)[number]

/** What is spoken where no language of the shopper's is known. */
const FALLBACK: Locale = 'en'

/** Other names of languages in the list, and one that is read as its neighbour is: both kinds of Norwegian. */
const ALIASES: Readonly<Record<string, Locale>> = { iw: 'he', nn: 'nb', no: 'nb' }

/** Longer than any tag in use (RFC 5646, 4.4.1); more languages than anybody has set in a browser. */
const LONGEST_TAG = 35
const MOST_TAGS = 20

const isLocale = (text: string): text is Locale => (LOCALES as readonly string[]).includes(text)

/** By the language alone: `de-AT` is `de`. Undefined where it is none of ours, or no tag. */
function localeOf(tag: string): Locale | undefined {
  if (tag.length > LONGEST_TAG) return undefined
  const [, language = ''] = /^\s*([a-z]{2,3})(?:[-_][a-z\d]{1,8})*\s*$/i.exec(tag) ?? []
  const name = language.toLowerCase()
  if (isLocale(name)) return name
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined
}

/** The first of the wanted languages that there is, or English. */
export function localeFor(wanted: readonly string[]): Locale {
  for (const tag of wanted.slice(0, MOST_TAGS)) {
    const locale = localeOf(tag)
    if (locale !== undefined) return locale
  }
  return FALLBACK
}

/** The tags of an `Accept-Language` (RFC 9110, 12.5.4), most wanted first. */
export function acceptedTags(header: string): readonly string[] {
  const weighed = header
    .slice(0, MOST_TAGS * (LONGEST_TAG + 8))
    .split(',')
    .map((part) => {
      const [tag = '', quality = ''] = part.split(';', 2)
      const [, weight = '1'] = /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(quality) ?? []
      return { tag: tag.trim(), weight: Number(weight) }
    })
  return weighed
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag)
}

const RIGHT_TO_LEFT: readonly Locale[] = ['ar', 'he']

export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.includes(locale) ? 'rtl' : 'ltr')
