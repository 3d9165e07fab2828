// Confs as people write them: the same data in any of the ways that nats-server reads. In: data, and choices. Out: text.
import { isConfArray, isConfMap, type ConfMap, type ConfScalar, type ConfValue } from '../../lib/values/conf'
import { Secret } from '../../lib/values/secret'
import { emitConf } from '../../lib/render/conf/emit'

/** A number below `n`. */
export type Choose = (n: number) => number

/** `conf` in a random hand, in braces or not. */
export function handwritten(conf: ConfMap, choose: Choose): string {
  const one = <T>(...ways: readonly T[]): T => ways[choose(ways.length)] as T
  const end = one('\n', '\r\n')
  const gap = (): string => one('', ' ', '\t', '  ')
  const comment = (): string => one('', '', ' # say "$x" {', ' // [ it')
  const newline = (): string => `${gap()}${comment()}${end}${one('', end, `  # alone${end}`)}`

  const key = (name: string): string => {
    const bare = /^[A-Za-z_][\w.-]*$/.test(name) && !/^include$/i.test(name)
    return one(...(bare ? [name] : []), `"${name}"`, ...(name.includes("'") ? [] : [`'${name}'`]))
  }
  const text = (plain: string): string => {
    const quoted = emitConf({ x: plain }).slice(3, -1)
    const bare = /^[A-Za-z_*>][\w/*>.:-]*$/.test(plain) && !/^(true|false|yes|no|on|off)$/i.test(plain)
    return one(quoted, ...(/['\0]/.test(plain) ? [] : [`'${plain}'`]), ...(bare ? [plain] : []))
  }
  const scalar = (value: ConfScalar): string => {
    if (Secret.isSecret(value)) return text(value.reveal())
    if (typeof value === 'string') return text(value)
    if (value === true) return one('true', 'YES', 'on')
    if (value === false) return one('False', 'no', 'OFF')
    const number = String(value)
    const units = (
      [
        ['k', 1000n],
        ['KB', 1024n],
        ['mi', 1n << 20n],
        ['g', 10n ** 9n],
      ] as const
    ).flatMap(([unit, size]) =>
      /^-?\d+$/.test(number) && BigInt(number) !== 0n && BigInt(number) % size === 0n
        ? [`${String(BigInt(number) / size)}${unit}`]
        : [],
    )
    return one(number, ...units)
  }
  const list = (elements: readonly ConfValue[]): string => {
    const written = elements.map(
      (element) => one('', ' ', newline()) + value(element) + one(',', ' ,', newline()),
    )
    return `[${written.join('')}${one('', ' ', newline())}]`
  }
  const value = (of: ConfValue): string =>
    isConfArray(of) ? list(of) : isConfMap(of) ? `{${one('', newline())}${map(of)}}` : scalar(of)
  const map = (of: ConfMap): string =>
    Object.entries(of)
      .map(([name, inner]) => {
        const separator = one(':', '=', ' ', ' : ', '= ')
        return `${gap()}${key(name)}${separator}${value(inner)}${one(' ;', ' ,', newline(), newline())}`
      })
      .join('')
  return one('', newline()) + one(map(conf), `{${newline()}${map(conf)}}${newline()}`)
}
