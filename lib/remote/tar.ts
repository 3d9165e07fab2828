// In: files and folders. Out: a tar archive of them in the ustar format of POSIX, the same bytes for the same files.
import { NatsmithError } from '../values/finding'

export interface TarEntry {
  /** Relative; a folder's ends in a slash. */
  readonly name: string
  readonly mode: number
  readonly content: string
  readonly user: string
  readonly group: string
}

const BLOCK = 512

/** Throws NatsmithError `name-too-long` for a name that the format cannot hold. */
export const tarOf = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)])

function blocksOf(entry: TarEntry): readonly Buffer[] {
  const content = Buffer.from(entry.content)
  return [header(entry, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]
}

/** Owners are told by name, with 0 as the number where the name is not known; times are 0. */
function header({ name, mode, user, group }: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const text = (value: string, offset: number, length: number): void => {
    if (Buffer.byteLength(value) > length)
      throw new NatsmithError(
        'name-too-long',
        `${value}: is too long for a tar archive`,
        'use another --form',
      )
    block.write(value, offset)
  }
  const octal = (value: number, offset: number, length: number): void => {
    text(value.toString(8).padStart(length - 1, '0'), offset, length)
  }
  text(name, 0, 100)
  octal(mode, 100, 8)
  for (const offset of [108, 116]) octal(0, offset, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  text(' '.repeat(8), 148, 8)
  text(name.endsWith('/') ? '5' : '0', 156, 1)
  text('ustar\0' + '00', 257, 8)
  text(user, 265, 31)
  text(group, 297, 31)
  const sum = block.reduce((total, byte) => total + byte, 0)
  text(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8)
  return block
}
