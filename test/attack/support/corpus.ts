// Text that was made to be taken for something else: by the reader of a conf, a shell, a template, a terminal, a file system.
import { HOSTILE_TEXT } from '../../support/conf'

const FROM_OUTSIDE: readonly string[] = [
  // templates and shells
  '${HOME}',
  '%{HOME}',
  '{{.Name}}',
  '$(id)',
  '`id`',
  '; rm -rf /',
  '%s%n',
  '{ debug: true }',
  '/* no comment */',
  'include ./other.conf',
  '$1',
  '{{partition(0,1)}}',
  // bare words, as a reader of a conf has it
  'null',
  'yes',
  'TRUE',
  '1K',
  '0x10',
  '1e3',
  '-0',
  // what no eye sees
  'a\u202eb',
  'a\u2066b',
  'a\u200bb',
  'a\u00adb',
  'a\u0085b',
  'a\u00a0b',
  '\u3000',
  '\ud800',
  'a\udc00b',
  'nul\0l',
  'bell\u0007',
  'esc\u001b[31m',
  // file systems
  '../../etc/passwd',
  '..',
  '.',
  '/etc/passwd',
  'a/../../b',
  'a//b',
  'C:\\Windows',
  '~root',
  '-rf',
  'con',
  // what is the same to some
  'cafe\u0301',
  'caf\u00e9',
  'K\u212a',
  'ﬁle',
  // subjects
  'a b',
  'a..b',
  '.a',
  'a.',
  '>.a',
  'a.>.b',
  'a.*b',
  '*a.>',
  'a.$1',
  'a\tb',
  // JavaScript
  '__proto__',
  'constructor',
  'toString',
  '[object Object]',
  'undefined',
]

/** A megabyte, of what the patterns of parsers may be slow with. */
const LONG: readonly string[] = ['a.', '1s', '"', '{{', '*.', '1'].map((part) =>
  part.repeat(2 ** 20 / part.length),
)

const PEM = '-----BEGIN CERTIFICATE-----\n'

export const CORPUS: readonly string[] = [...HOSTILE_TEXT, ...FROM_OUTSIDE, ...LONG, PEM.repeat(2 ** 15)]
