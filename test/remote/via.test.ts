import { forNode, namesNode, parseVia } from '../../lib/remote/via'
import { codeOf } from '../support/thrown'

it.each<[string, readonly string[]]>([
  ['ssh {host}', ['ssh', '{host}']],
  ['  ssh\t-J  bastion {host} ', ['ssh', '-J', 'bastion', '{host}']],
  [`ssh -o 'ProxyCommand nc %h' "{host}"`, ['ssh', '-o', 'ProxyCommand nc %h', '{host}']],
  [`a'b c'"d e"\\ f`, ['ab cd e f']],
  [`'' "" x`, ['', '', 'x']],
  [`"\\"\\$\\\\\\n"`, ['"$\\\\n']],
  ['$HOME ~ * `id` $(id); && |', ['$HOME', '~', '*', '`id`', '$(id);', '&&', '|']],
])('%j is split as a shell does it, and nothing is expanded', (text, words) => {
  expect(parseVia(text)).toEqual(words)
})

it.each(['', '  ', "ssh 'a", 'ssh "a', 'ssh \\'])('%j is no command line', (text) => {
  expect(codeOf(() => parseVia(text))).toBe('usage')
})

it('puts node and host into the words that name them', () => {
  const one = { node: 'n{host}', host: 'h$(id)' }
  expect(['{node}', 'x-{host}-{node}', '{other}'].map((word) => forNode(word, one))).toEqual([
    'n{host}',
    'x-h$(id)-n{host}',
    '{other}',
  ])
  expect(['{node}', 'a{host}', '{other}'].map(namesNode)).toEqual([true, true, false])
})
