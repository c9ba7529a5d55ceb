import type { Mode } from '../../ids/ids.ts'
import { directionOf, type Locale } from '../../locale.ts'
import { type Chunk, chunksOf } from './chunks.ts'
import { frameBody, frameScript, frameStyle, frameTexts } from './generated/widget.ts'
import { integrityOf } from './integrity.ts'

const SCRIPT_HASH = `'${integrityOf(frameScript)}'`
const STYLE_HASH = `'${integrityOf(frameStyle)}'`

export interface FramePage {
  /** Where this document is. */
  readonly vaultOrigin: string
  /** Of the key that opens the frame. */
  readonly mode: Mode
  readonly apiOrigin: string
  /** Exact origins of the merchant's pages. */
  readonly allowedOrigins: readonly string[]
  readonly development: boolean
  /** Of the wallets' document, where there is one. */
  readonly walletOrigin?: string | undefined
}

const LOOPBACK = 'http://localhost:* http://127.0.0.1:*'
/** More would make a header that some proxies refuse. */
const MOST_ORIGINS = 100

/**
 * Who may embed the frame, and the little that it may do: its own script and style, known by their hashes, and its chunks, by their addresses; the vault
 * and the api; a bank's challenge in a frame of its own, which may be anywhere on the web. With Trusted Types no text can
 * become markup or code, whatever a later change might try.
 */
export function contentSecurityPolicy({
  vaultOrigin,
  mode,
  apiOrigin,
  allowedOrigins,
  development,
  walletOrigin,
}: FramePage): string {
  return [
    "default-src 'none'",
    `script-src ${[SCRIPT_HASH, ...chunksOf(mode).map(({ path }) => vaultOrigin + path)].join(' ')}`,
    `style-src ${STYLE_HASH}`,
    `connect-src 'self' ${apiOrigin}`,
    `frame-src https:${development ? ` ${LOOPBACK}` : ''}${walletOrigin === undefined ? '' : ` ${walletOrigin}`}`,
    `frame-ancestors ${ancestorsOf(allowedOrigins) || "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

/** Those that may embed, as a policy lists them. */
export const ancestorsOf = (allowedOrigins: readonly string[]): string =>
  allowedOrigins.filter(isOrigin).slice(0, MOST_ORIGINS).join(' ')

/** As `new URL(…).origin` prints one; a wildcard or anything that could end the directive is not. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\/[A-Za-z0-9.[\]:_-]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** JSON within a script element: nothing in it may look like the element's end. */
export const escapeJson = (json: string): string => json.replaceAll('<', '\\u003c')

export interface FrameDocument {
  readonly apiOrigin: string
  readonly locale: Locale
  /** Of the key that opens the frame: test cards are offered for a test key alone. */
  readonly mode: Mode
  /** Where the browser's network is. */
  readonly country?: string | undefined
  /** Where the wallets' own document is. */
  readonly walletAddress?: string | undefined
}

const attributeOf = ({ attribute, path }: Chunk): string => ` ${attribute}="${path}"`

/** The document in one language; its words are data beside the script, which is the same for all and known by its hash. */
export const frameDocument = ({
  apiOrigin,
  locale,
  mode,
  country,
  walletAddress,
}: FrameDocument): string => `<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="turnpike-api" content="${escapeAttribute(apiOrigin)}">
<title data-text="title">Turnpike</title>
<style>${frameStyle}</style>
</head>
<body class="loading"${chunksOf(mode).map(attributeOf).join('')}${country === undefined ? '' : ` data-country="${country}"`}${walletAddress === undefined ? '' : ` data-wallet-address="${escapeAttribute(walletAddress)}"`}>
${frameBody}
<script type="application/json" id="texts">${escapeJson(frameTexts[locale] ?? '{}')}</script>
<script>${frameScript}</script>
</body>
</html>
`
