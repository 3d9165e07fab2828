// In: the text of a password or token. Out: whether servers can check it.

/** What is wrong with a text for which {@link isPassword} says no. */
export const NO_PASSWORD =
  'is empty, longer than the 72 bytes that bcrypt reads, holds a NUL or looks like a hash'

/** How much work a guess is: 2^cost rounds. What `nats server passwd` takes. */
export const BCRYPT_COST = 11

/** bcrypt reads 72 bytes and stops at a NUL; nats-server takes text that looks like a hash for one (auth.go isBcrypt). */
export function isPassword(text: string): boolean {
  const bytes = Buffer.byteLength(text)
  return bytes > 0 && bytes <= 72 && !text.includes('\0') && !/^\$2[abxy]\$/.test(text)
}
