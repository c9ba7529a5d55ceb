/**
 * Vendure as its documentation starts it, with its own dummy payment handler, in a process of its own. What it needs is
 * told by the environment; PEER_PACKAGES is where it was installed. JavaScript, because its types are not among ours.
 */
const { createRequire } = require('node:module')

const peer = createRequire(`${process.env.PEER_PACKAGES}/package.json`)
const { bootstrap, DefaultLogger, dummyPaymentHandler, LogLevel, mergeConfig, defaultConfig } = peer('@vendure/core')
const { populate } = peer('@vendure/core/cli')

const config = mergeConfig(defaultConfig, {
  apiOptions: { port: Number(process.env.PORT), hostname: '127.0.0.1' },
  authOptions: {
    tokenMethod: 'bearer',
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    cookieOptions: { secret: 'benchmark' },
    requireVerification: false,
  },
  dbConnectionOptions: { type: 'postgres', url: process.env.DATABASE_URL, synchronize: true, logging: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  logger: new DefaultLogger({ level: LogLevel.Error }),
})

const dummy = { code: dummyPaymentHandler.code, arguments: [{ name: 'automaticSettle', value: 'false' }] }
const INITIAL = {
  defaultLanguage: 'en',
  defaultZone: 'Europe',
  countries: [{ name: 'Germany', code: 'DE', zone: 'Europe' }],
  taxRates: [{ name: 'Standard', percentage: 20 }],
  shippingMethods: [{ name: 'Post', price: 0 }],
  paymentMethods: [{ name: 'Dummy', handler: dummy }],
  collections: [],
}

populate(() => bootstrap(config), INITIAL).then(
  () => process.send?.('ready'),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
