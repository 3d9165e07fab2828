// URLs that are given to be read by everybody. In: what was given. Out: the same text.
import { ValueError, show } from '../values/finding'
import { hasLogin } from '../values/url-login'
import type { Parse } from './props'

/** A parser of URLs without a login, which would be in a JWT that everybody may read. */
export const parseUrl =
  (...schemes: readonly string[]): Parse<string> =>
  (value) => {
    const mayBeShown = typeof value !== 'string' || !hasLogin(value)
    if (typeof value === 'string' && mayBeShown && isUrl(value, schemes)) return value
    throw new ValueError(
      'invalid-url',
      `${mayBeShown ? show(value) : 'what was given'} is no URL of ${schemes.join(', ')}, without a login`,
      `give one such as ${String(schemes[0])}://nats1.internal${schemes[0] === 'nats' ? ':4222' : ''}`,
    )
  }

function isUrl(text: string, schemes: readonly string[]): boolean {
  // The parser of URLs takes white space out, which stays in the text.
  if (/[\s\p{Cc}\p{Cs}]/u.test(text) || !URL.canParse(text)) return false
  const { host, protocol } = new URL(text)
  return host !== '' && schemes.includes(protocol.slice(0, -1))
}

const WEB = ['https', 'http'] as const

/** Where people read more of something. */
export const parseWebUrl = parseUrl(...WEB)

export const isWebUrl = (text: string): boolean => isUrl(text, WEB) && !hasLogin(text)
