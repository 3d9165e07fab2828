// In: a password and names that its owner is known by. Out: whether a list of usual passwords, or a machine that tries all that
// are as simple, finds it soon. An estimate that leans to mercy; nothing of the password is in it.

/** What people take, in small letters; found with digits for letters, too. */
const USUAL = [
  ...[
    'password',
    'passwort',
    'secret',
    'topsecret',
    'changeme',
    'changeit',
    'letmein',
    'welcome',
    'admin',
    'root',
  ],
  ...[
    'test',
    'guest',
    'user',
    'login',
    'default',
    'demo',
    'nats',
    'server',
    'client',
    'token',
    'system',
    'master',
  ],
  ...[
    'qwerty',
    'qwertz',
    'asdf',
    'iloveyou',
    'monkey',
    'dragon',
    'hunter',
    'foobar',
    'correct horse battery staple',
  ],
]

/** Of an attacker who may only ask the server, and has to break bcrypt where the conf leaks. */
const ENOUGH_BITS = 45

export function isGuessable(password: string, names: readonly string[] = []): boolean {
  return bitsOf(password, names) < ENOUGH_BITS
}

function bitsOf(password: string, names: readonly string[]): number {
  const small = password.toLowerCase()
  const words = [...USUAL, ...names.flatMap((name) => [name.toLowerCase(), withLetters(name.toLowerCase())])]
  const longestFirst = words.filter((word) => word.length > 2).sort((a, b) => b.length - a.length)
  const informative = [small, withLetters(small)].map((text) => informativeIn(text, longestFirst))
  return Math.min(...informative) * Math.log2(alphabetOf(password))
}

/** A usual word, or a name, counts as one character, and so do those that only go on. */
function informativeIn(text: string, words: readonly string[]): number {
  const characters = Array.from(words.reduce((rest, word) => rest.replaceAll(word, '\0'), text))
  return characters.filter((_, i) => !goesOn(characters, i)).length
}

const LOOKS_LIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}

const withLetters = (text: string): string => Array.from(text, (c) => LOOKS_LIKE[c] ?? c).join('')

/** True for the third and every further one of `aaa`, `abc`, `321`. */
function goesOn(characters: readonly string[], i: number): boolean {
  const [a, b, c] = [i - 2, i - 1, i].map((at) => characters[at]?.codePointAt(0) ?? NaN)
  return a !== undefined && b !== undefined && c !== undefined && c - b === b - a && Math.abs(c - b) <= 1
}

const KINDS = [
  { pattern: /[a-z]/, size: 26 },
  { pattern: /[A-Z]/, size: 26 },
  { pattern: /\d/, size: 10 },
  { pattern: /[^a-zA-Z\d]/, size: 32 },
]

const alphabetOf = (password: string): number =>
  KINDS.reduce((size, kind) => size + (kind.pattern.test(password) ? kind.size : 0), 1)
