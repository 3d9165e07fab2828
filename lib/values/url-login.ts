// URLs with a login in them, which is a secret: `nats://user:password@host`. In: any text. Out: whether it has one, or the text
// without it.

/** From the last letter of the scheme on, so that a long text takes no longer than it is long. */
const LOGIN = /([a-z0-9+.-]:\/\/)[^/@\s"]+@/gi

export const hasLogin = (text: string): boolean => text.search(LOGIN) >= 0

/** What is left says that there was one. */
export const withoutLogin = (text: string): string => text.replace(LOGIN, '$1[login]@')
