/** Where custodians put their shares, each his own. Ten are two sets of five: the old and the new one of a rotation. */
export const SHARE_SECRETS = [
  'KEY_SHARE_1',
  'KEY_SHARE_2',
  'KEY_SHARE_3',
  'KEY_SHARE_4',
  'KEY_SHARE_5',
  'KEY_SHARE_6',
  'KEY_SHARE_7',
  'KEY_SHARE_8',
  'KEY_SHARE_9',
  'KEY_SHARE_10',
] as const
