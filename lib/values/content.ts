// In: what a file holds, or is to hold. Out: what is compared of it.
import { hash } from 'node:crypto'

export interface Content {
  /** `sha256:<hex>`. */
  readonly digest: string
  /** Bytes. */
  readonly size: number
  /** How many complete PEM blocks there are; one that was cut does not count. */
  readonly pemBlocks: number
}

export function contentOf(content: string | Buffer): Content {
  return { digest: digestOf(content), size: Buffer.byteLength(content), pemBlocks: pemBlocks(content) }
}

/** `sha256:<hex>`. */
export const digestOf = (content: string | Uint8Array): string => `sha256:${hash('sha256', content)}`

function pemBlocks(content: string | Buffer): number {
  const text = typeof content === 'string' ? content : content.toString('latin1')
  return text.includes('-----END ') ? (text.match(/^-----END [A-Z0-9 ]+-----$/gm)?.length ?? 0) : 0
}
