import type { MappingProps } from '../../lib/constructs/mappings'
import type { Permissions } from '../../lib/constructs/permissions'
import { permissionBeforeMapping } from '../../lib/rules/permission-before-mapping'
import { describeRule, messagesOf } from '../support/judge'
import { userMay } from '../support/user-may'

const mapped = (mappings: Readonly<Record<string, MappingProps>>, publish: Permissions['publish']) =>
  userMay({ ...(publish && { publish }) }, { account: () => ({ mappings }) })

/** On servers of the JetStream domain `hub`. */
const inDomain = (deny: readonly string[]) =>
  userMay(
    { publish: { deny } },
    { cluster: { jetstream: { storeDir: '/data', domain: 'hub' } }, account: () => ({}) },
  )

describeRule(permissionBeforeMapping, {
  fires: { program: mapped({ 'orders.old': 'orders.new' }, { deny: ['orders.old'] }), at: ['prod/APP/bob'] },
  quiet: {
    'the destination is denied, too': mapped({ 'orders.old.*': 'orders.new.$1' }, { deny: ['orders.>'] }),
    'the destination is not allowed': mapped({ a: 'b' }, { allow: ['c'], deny: ['a'] }),
    'the destination is allowed': mapped({ 'a.*': 'b.{{partition(3,1)}}.$1' }, ['b.>', 'a.*']),
    'another subject is denied': mapped({ a: 'b' }, { deny: ['c'] }),
    'no message goes there': mapped(
      { a: [{ destination: 'b', weight: 0 }] },
      { allow: ['a'], deny: ['a.x'] },
    ),
    'nothing is limited': mapped({ a: 'b' }, undefined),
    'the API of a domain is denied under its own name, too': inDomain([
      '$JS.hub.API.>',
      '$JS.API.>',
      '$KV.>',
      '$OBJ.>',
    ]),
    'the domain is another one': inDomain(['$JS.far.API.>']),
  },
})

test.each<[string, Readonly<Record<string, MappingProps>>, Permissions['publish'], string]>([
  [
    'an allowed subject that is refused under its new name',
    { 'orders.*': 'eu.$1' },
    ['orders.>'],
    'allow: "orders.>" does not let "orders.*" through, because it is mapped to "eu.$1"',
  ],
  [
    'one of several destinations',
    {
      a: [
        { destination: 'a', weight: 90 },
        { destination: 'b', weight: 10 },
      ],
    },
    ['a'],
    'allow: "a" does not let it through, because it is mapped to "b"',
  ],
  [
    'a destination with more tokens than its text',
    { 'a.*': 'b.{{split(1,-)}}' },
    { deny: ['a.*', 'b.*'] },
    'deny: "a.*" does not stop it, because it is mapped to "b.{{split(1,-)}}"',
  ],
])('finds %s', (_, mappings, publish, expected) => {
  expect(messagesOf(permissionBeforeMapping, mapped(mappings, publish))).toEqual([
    `prod/APP/bob: permissions.publish.${expected}`,
  ])
})

test('finds the API of a domain, once for each entry', () => {
  expect(
    messagesOf(permissionBeforeMapping, inDomain(['$JS.hub.API.>', '$JS.hub.API.STREAM.DELETE.*'])),
  ).toEqual([
    'prod/APP/bob: permissions.publish.deny: "$JS.hub.API.>" does not stop "$JS.hub.API.INFO", because it is mapped to "$JS.API.INFO"',
    'prod/APP/bob: permissions.publish.deny: "$JS.hub.API.STREAM.DELETE.*" does not stop "$JS.hub.API.STREAM.>", because it is mapped to "$JS.API.STREAM.>"',
  ])
})
