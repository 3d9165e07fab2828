// What a server and an auth callout send each other, encrypted: NaCl's box behind the word `xkv1` and a nonce. Source: nats-io/nkeys
// xkeys.go.
import nacl from 'tweetnacl'
import { NatsmithError } from '../values/finding'
import { decodePublic, decodeSeed } from '../values/nkey'
import type { Secret } from '../values/secret'
import type { Means } from './settings'

const VERSION = Buffer.from('xkv1')
const START = VERSION.length + nacl.box.nonceLength

/** @param recipient - public curve key `X…` */
export function seal(text: Uint8Array, recipient: string, own: Secret, { random }: Means): Uint8Array {
  const nonce = random(nacl.box.nonceLength)
  const sealed = nacl.box(plain(text), plain(nonce), plain(decodePublic('X', recipient)), secretKey(own))
  return Buffer.concat([VERSION, nonce, sealed])
}

/**
 * @param sender - public curve key `X…`
 * @throws NatsmithError `callout-encryption`; ValueError `invalid-nkey` for the sender
 */
export function open(message: Uint8Array, sender: string, own: Secret): Uint8Array {
  const nonce = message.subarray(VERSION.length, START)
  const isOurs = message.length > START && VERSION.equals(message.subarray(0, VERSION.length))
  const opened = isOurs
    ? nacl.box.open(
        plain(message.subarray(START)),
        plain(nonce),
        plain(decodePublic('X', sender)),
        secretKey(own),
      )
    : null
  if (opened !== null) return opened
  throw new NatsmithError(
    'callout-encryption',
    'the message is not encrypted to the key of this callout, or was changed',
    'give the service the callout.json of the program that the servers run',
  )
}

const secretKey = (own: Secret): Uint8Array => plain(decodeSeed('X', own.reveal()))

/** TweetNaCl takes no subclass of Uint8Array for one in tests that run in a realm of their own. */
const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)
