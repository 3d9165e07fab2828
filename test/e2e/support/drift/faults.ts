// Faults of files, each with what is done to a node, and what drift is to say of it. What an operator has to look at first is
// marked: a deploy refuses it.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Where a node's files are. */
export interface Files {
  readonly conf: string
  /** Of the routes. */
  readonly certificate: string
  readonly key: string
  /** Of the clients' listener: two authorities. */
  readonly ca: string
  /** A folder that is not the deployment's. */
  readonly aside: string
}

type FileName = Exclude<keyof Files, 'aside'>

/** The file that drift names, or a name beside it; its status, its cause, and what was wanted and found. */
export type Told = readonly [
  file: FileName | `+${string}`,
  status: string,
  cause?: string | undefined,
  wanted?: RegExp,
  found?: RegExp,
]

export interface Fault {
  readonly does: string
  readonly inflict: (files: Files) => void
  readonly told: readonly Told[]
  /** `refused`: a deploy stops and names it; `stays`: it is no drift, and a deploy leaves it. @defaultValue a deploy repairs it */
  readonly then?: 'refused' | 'stays'
  /** What an operator does where it is refused. */
  readonly undo?: (files: Files) => void
}

const DIGEST = /^sha256:/
const CHANGED = (file: FileName): Told => [file, 'changed', 'content', DIGEST, DIGEST]

const shorten = (path: string, by: number): void => {
  truncateSync(path, readFileSync(path).length - by)
}
const flip = (path: string, at: number): void => {
  const bytes = readFileSync(path)
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] ?? 0) ^ 1
  writeFileSync(path, bytes)
}
const mode =
  (bits: number) =>
  ({ key }: Files): void => {
    chmodSync(key, bits)
  }
const instead =
  (make: (place: string, files: Files) => void) =>
  (files: Files): void => {
    renameSync(files.key, files.aside + '/key')
    make(files.key, files)
  }
/** By the ids of the list of faults that the project holds itself to. */
export const FILE_FAULTS: Readonly<Record<string, Fault>> = {
  F1: {
    does: 'a file is deleted',
    inflict: ({ key }) => {
      rmSync(key)
    },
    told: [['key', 'missing', undefined, DIGEST, /^nothing$/]],
  },
  'F2 to 0': {
    does: 'a file is emptied',
    inflict: ({ conf }) => {
      truncateSync(conf)
    },
    told: [CHANGED('conf')],
  },
  'F2 to half': {
    does: 'a file is cut in half',
    inflict: ({ key }) => {
      shorten(key, 100)
    },
    told: [CHANGED('key')],
  },
  'F2 by one byte': {
    does: 'a file lacks its last byte',
    inflict: ({ conf }) => {
      shorten(conf, 1)
    },
    told: [CHANGED('conf')],
  },
  'F3 header': {
    does: 'a byte of a PEM header is another',
    inflict: ({ key }) => {
      flip(key, 8)
    },
    told: [CHANGED('key')],
  },
  'F3 body': {
    does: 'a byte of a PEM body is another',
    inflict: ({ key }) => {
      flip(key, 60)
    },
    told: [CHANGED('key')],
  },
  'F3 newline': {
    does: 'the last newline is something else',
    inflict: ({ conf }) => {
      flip(conf, -1)
    },
    told: [CHANGED('conf')],
  },
  F4: {
    does: 'something follows the last PEM block',
    inflict: ({ ca }) => {
      appendFileSync(ca, '# note\n')
    },
    told: [CHANGED('ca')],
  },
  F5: {
    does: 'a bundle of authorities is cut inside its second one',
    inflict: ({ ca }) => {
      shorten(ca, 40)
    },
    told: [['ca', 'changed', 'truncated', /^2 certificates$/, /^1 of 2 certificates$/]],
  },
  'F6 0644': {
    does: 'a key is readable by others',
    inflict: mode(0o644),
    told: [['key', 'changed', 'mode', /^0600$/, /^0644$/]],
  },
  'F6 0400': {
    does: 'a key is not writable',
    inflict: mode(0o400),
    told: [['key', 'changed', 'mode', /^0600$/, /^0400$/]],
  },
  'F6 0000': {
    does: 'a key has no mode',
    inflict: mode(0),
    told: [['key', 'changed', 'mode', /^0600$/, /^0000$/]],
  },
  'F6 setuid': {
    does: 'a key is setuid',
    inflict: mode(0o4600),
    told: [['key', 'changed', 'mode', /^0600$/, /^4600$/]],
  },
  ...(process.geteuid?.() === 0 && {
    'F7 owner': {
      does: 'a key belongs to somebody else',
      inflict: ({ key }: Files) => {
        chownSync(key, 4711, 0)
      },
      told: [['key', 'changed', 'owner', /^0:0$/, /^4711:0$/]] as const,
    },
    'F7 group': {
      does: 'a key belongs to another group',
      inflict: ({ key }: Files) => {
        chownSync(key, 0, 4711)
      },
      told: [['key', 'changed', 'owner', /^0:0$/, /^0:4711$/]] as const,
    },
  }),
  'F8 same': {
    does: 'a key is a link to itself elsewhere',
    inflict: instead((place, { aside }) => {
      symlinkSync(aside + '/key', place)
    }),
    told: [['key', 'changed', 'type', /^file$/, /^link$/]],
  },
  'F8 dangling': {
    does: 'a key is a link to nothing',
    inflict: instead((place) => {
      symlinkSync('/nowhere', place)
    }),
    told: [['key', 'changed', 'type', /^file$/, /^link$/]],
  },
  'F8 loop': {
    does: 'a key is a link to itself',
    inflict: instead((place) => {
      symlinkSync(place, place)
    }),
    told: [['key', 'changed', 'type', /^file$/, /^link$/]],
  },
  'F9 folder': {
    does: 'a folder is in the place of a key',
    inflict: instead((place) => {
      mkdirSync(place)
    }),
    told: [['key', 'changed', 'type', /^file$/, /^folder$/]],
    then: 'refused',
    undo: ({ key }) => {
      rmSync(key, { recursive: true })
    },
  },
  'F9 fifo': {
    does: 'a fifo is in the place of a key',
    inflict: instead((place) => execFileSync('mkfifo', [place])),
    told: [['key', 'changed', 'type', /^file$/, /^fifo$/]],
    then: 'refused',
    undo: ({ key }) => {
      rmSync(key)
    },
  },
  'F9 device': {
    does: 'a link to a device is in the place of a conf',
    inflict: ({ conf }) => {
      rmSync(conf)
      symlinkSync('/dev/zero', conf)
    },
    told: [['conf', 'changed', 'type', /^file$/, /^link$/]],
  },
  F10: {
    does: 'a key has a second name',
    inflict: ({ key, aside }) => {
      linkSync(key, aside + '/second')
    },
    told: [['key', 'same', 'links', /^1 name$/, /^2 names$/]],
    then: 'stays',
  },
  'F11 mode': {
    does: 'a folder is writable by others',
    inflict: ({ key }) => {
      chmodSync(dirname(key), 0o777)
    },
    told: [['+tls', 'changed', 'folder', /^run: chmod go-w /, /is writable by group or others$/]],
    then: 'refused',
    undo: ({ key }) => {
      chmodSync(dirname(key), 0o700)
    },
  },
  'F11 link': {
    does: 'a folder is a link',
    inflict: ({ key, aside }) => {
      renameSync(dirname(key), aside + '/tls')
      symlinkSync(aside + '/tls', dirname(key))
    },
    told: [['+tls', 'changed', 'folder', /^name the folder/, /is a symbolic link$/]],
    then: 'refused',
    undo: ({ key, aside }) => {
      rmSync(dirname(key))
      renameSync(aside + '/tls', dirname(key))
    },
  },
  F12: {
    does: 'a file is there that nobody deployed',
    inflict: ({ conf }) => {
      writeFileSync(dirname(conf) + '/notes.txt', '')
    },
    told: [['+notes.txt', 'extra', undefined, /^nothing$/, /^file$/]],
    then: 'stays',
  },
  F13: {
    does: 'a file is renamed',
    inflict: ({ certificate }) => {
      renameSync(certificate, dirname(certificate) + '/CLUSTER.crt')
    },
    told: [
      ['+tls/CLUSTER.crt', 'extra', undefined, /^nothing$/, /^file$/],
      ['certificate', 'missing', undefined, DIGEST, /^nothing$/],
    ],
  },
  F14: {
    does: 'a file has another time',
    inflict: ({ key, conf }) => {
      for (const path of [key, conf]) utimesSync(path, 1, 1)
    },
    told: [],
    then: 'stays',
  },
  'F15 CRLF': {
    does: 'an editor ended the lines in CRLF',
    inflict: ({ conf }) => {
      writeFileSync(conf, readFileSync(conf, 'utf8').replaceAll('\n', '\r\n'))
    },
    told: [['conf', 'changed', 'encoding', /LF/, /^lines that end in CRLF$/]],
  },
  'F15 BOM': {
    does: 'an editor set a byte order mark',
    inflict: ({ ca }) => {
      writeFileSync(ca, `\ufeff${readFileSync(ca, 'utf8')}`)
    },
    told: [['ca', 'changed', 'encoding', /no byte order mark/, /^a byte order mark$/]],
  },
}
