import { CHUNKS } from './chunks.ts'
import { frameScript, loaderReleases, loaderScript, walletScript, widgetVersion } from './generated/widget.ts'
import { buildOf, integrityOf } from './integrity.ts'

const CURRENT = buildOf(loaderScript)
/** Every build that a page may have pinned. */
const builds: ReadonlyMap<string, string> = new Map([...Object.entries(loaderReleases), [CURRENT, loaderScript]])

export const loaderBuild = (build: string): string | undefined => builds.get(build)

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

const pinned = (vaultOrigin: string, script: string) => {
  const build = buildOf(script)
  return {
    build,
    url: `${vaultOrigin}/v1/checkout-${build}.js`,
    integrity: integrityOf(script),
    bytes: bytesOf(script),
  }
}

const PURPOSES: Readonly<Record<string, string>> = {
  look: 'Reads the appearance and the fonts that a page asks for, and puts on what may be had. Fetched when a page asks for any.',
  stored:
    'The list of cards that the shopper keeps at the shop, and the box by which a new one is kept. Fetched where a payment offers that.',
  walletFrame:
    'Shows the frame of the wallets above the card fields, and takes a token from it. Fetched where a gateway takes a wallet.',
  testCards: 'The badge of test mode and its list of test cards. Fetched with a test key alone.',
}

/**
 * Every script that takes part in a payment on a shop's page, what it is for, and how to hold it to that: the inventory
 * that PCI DSS 6.4.3 asks of the shop for its payment page.
 */
export const scriptManifest = (vaultOrigin: string) => ({
  version: widgetVersion,
  scripts: [
    {
      name: 'checkout.js',
      runsIn: 'the page of the shop',
      purpose:
        'Puts the frame of the card fields onto the page and passes messages between the two. It sees no card data and sends nothing anywhere.',
      floatingUrl: `${vaultOrigin}/v1/checkout.js`,
      ...pinned(vaultOrigin, loaderScript),
    },
    {
      name: 'frame',
      runsIn: 'the card frame, a document of the vault',
      purpose:
        'Takes the card fields, encrypts them to the vault and confirms the payment. It is inline in its document, whose Content-Security-Policy lets no other script run.',
      document: `${vaultOrigin}/v1/frame`,
      build: buildOf(frameScript),
      integrity: integrityOf(frameScript),
      bytes: bytesOf(frameScript),
    },
    {
      name: 'wallets',
      runsIn: 'the frame of the wallets, a document of an origin of its own',
      purpose:
        'Asks Apple Pay and Google Pay for what they give, encrypts it to the vault and hands a token to the card frame. Beside it runs pay.google.com/gp/p/js/pay.js, Google’s own.',
      build: buildOf(walletScript),
      integrity: integrityOf(walletScript),
      bytes: bytesOf(walletScript),
    },
    ...CHUNKS.map(({ name, path, script }) => ({
      name: `frame-${name}`,
      runsIn: 'the card frame, a document of the vault',
      purpose: PURPOSES[name],
      url: vaultOrigin + path,
      build: buildOf(script),
      integrity: integrityOf(script),
      bytes: bytesOf(script),
    })),
  ],
  /** Earlier builds of checkout.js that are still served for pages that pin them. */
  earlierBuilds: Object.values(loaderReleases)
    .filter((script) => script !== loaderScript)
    .map((script) => pinned(vaultOrigin, script)),
})
